package io.weir.internal.counting;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts in entries, each of them on its own: in this JVM or in a cluster. */
interface Counting {

  /**
   * The results of a request that is refused without asking for its tokens; null if they must be
   * asked for.
   */
  @Nullable List<ConsumptionResult> refuse(List<TokenRequest> requests);

  /** Takes from several entries at the same time; {@link Entries#take} of each. */
  List<List<ConsumptionResult>> take(List<EntryRequests> entries);

  /** Reads several entries at the same time; {@link Entries#look} of each. */
  List<List<ConsumptionResult>> look(List<EntryRequests> entries);

  /** Settles consumptions where they were taken, all entries at the same time. */
  void settle(List<Settlement> settlements);
}

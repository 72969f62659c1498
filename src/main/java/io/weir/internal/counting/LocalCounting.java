package io.weir.internal.counting;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts in this JVM alone.
 *
 * @param entries of this JVM
 */
record LocalCounting(Entries entries) implements Counting {

  @Override
  public @Nullable List<ConsumptionResult> refuse(List<TokenRequest> requests) {
    return null;
  }

  @Override
  public List<List<ConsumptionResult>> take(List<EntryRequests> asked) {
    if (asked.size() == 1) { // Without a stream, because most requests come here.
      return List.of(entries.take(asked.get(0).entry(), asked.get(0).requests()));
    }
    return asked.stream().map(one -> entries.take(one.entry(), one.requests())).toList();
  }

  @Override
  public List<List<ConsumptionResult>> look(List<EntryRequests> asked) {
    return asked.stream().map(one -> entries.look(one.entry(), one.requests())).toList();
  }

  @Override
  public void settle(List<Settlement> settlements) {
    for (Settlement settlement : settlements) {
      entries.settle(settlement.consumption().entry(), List.of(settlement));
    }
  }
}

package io.weir.internal.counting;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the entries of the cluster: what each answer left, and what this node
 * admitted since without an answer. It decides requests that the cluster does not answer in time,
 * and knows what the cluster has still to be told.
 */
public interface Mirror {

  /** Notes that the cluster is asked for tokens. */
  PendingTake ask(EntryKey entry, List<TokenRequest> requests);

  /**
   * Reads what this node would decide without the cluster, and takes nothing.
   *
   * @param busy as in {@link PendingTake#decide}
   */
  List<ConsumptionResult> look(EntryKey entry, List<TokenRequest> requests, boolean busy);

  /**
   * Settles consumptions of {@link Consumption.Place#LOCAL}.
   *
   * @return what the cluster must be told, because it has counted them meanwhile, or because it
   *     concerns more than their tokens
   */
  List<Settlement> settle(EntryKey entry, List<Settlement> settlements);

  /** Notes settlements that the cluster could not be told. */
  void owe(EntryKey entry, List<Settlement> settlements);

  /** Whether there may be a {@link #correction}. */
  boolean owes();

  /** What the cluster must be told next; null if nothing, or another thread tells it. */
  @Nullable Correction correction();

  /** The same of one entry. */
  @Nullable Correction correction(EntryKey entry);

  /** What the cluster must be told about an entry. Exactly one of its last methods is called. */
  interface Correction {

    EntryKey entry();

    List<Settlement> settlements();

    /** Notes that the cluster was told. */
    void done();

    /** Notes that it must be told again. */
    void failed();
  }
}

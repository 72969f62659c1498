package io.weir.internal.counting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes tokens from buckets, gives them back, and settles what a request cost.
 *
 * <pre>
 *   List&lt;TokenRequest&gt; ── take ─→ refused a moment ago: refused
 *                        take, look ─→ the client's own entries, then the others at the same time:
 *                                    │     in the cluster, within the deadline
 *                                    └→ no answer: WhenClusterFails, with what this node knows
 *   List&lt;Settlement&gt; ──── settle ────→ where the tokens were taken
 * </pre>
 */
public final class CountingService {

  private final Counting counting;
  private final Pseudonyms pseudonyms;

  private CountingService(Counting counting, Pseudonyms pseudonyms) {
    this.counting = counting;
    this.pseudonyms = pseudonyms;
  }

  /** Counts in this JVM alone. */
  public static CountingService local(Entries entries, Pseudonyms pseudonyms) {
    return new CountingService(new LocalCounting(entries), pseudonyms);
  }

  /**
   * Counts in a cluster.
   *
   * @param shared the entries of the cluster
   * @param mirror what this node knows of them, for when the cluster does not answer
   * @param deadline calls the cluster
   */
  public static CountingService clustered(
      Entries shared, Mirror mirror, DeadlineExecutor deadline, Pseudonyms pseudonyms) {
    return new CountingService(new ClusterCounting(shared, mirror, deadline), pseudonyms);
  }

  /** Whether other nodes count in the same entries, so that a question takes time. */
  public boolean isShared() {
    return counting instanceof ClusterCounting;
  }

  /** The names under which clients are stored. */
  public Pseudonyms pseudonyms() {
    return pseudonyms;
  }

  /**
   * Takes the tokens of all requests, or of none if a bucket refuses whose request {@linkplain
   * TokenRequest#stopsOthers stops the others}. The client's own entries are asked first. If one of
   * them refuses, the others are not asked, and their results have no limits.
   *
   * @return one result for each request, in their order
   */
  public List<ConsumptionResult> take(List<TokenRequest> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    List<ConsumptionResult> refused = counting.refuse(requests);
    if (refused != null) {
      return refused;
    }
    List<EntryRequests> entries = EntryRequests.of(requests);
    if (entries.size() == 1) {
      return counting.take(entries).get(0);
    }
    ConsumptionResult[] results = new ConsumptionResult[requests.size()];
    Arrays.fill(results, ConsumptionResult.NOT_ASKED);
    if (!takeEach(entries, true, results) || !takeEach(entries, false, results)) {
      giveBack(results);
    }
    return List.of(results);
  }

  /**
   * Takes from the client's own entries, or from the others, at the same time.
   *
   * @return whether the request may go on
   */
  private boolean takeEach(List<EntryRequests> entries, boolean own, ConsumptionResult[] results) {
    List<EntryRequests> asked = entries.stream().filter(one -> one.entry().own() == own).toList();
    List<List<ConsumptionResult>> answers = counting.take(asked);
    boolean goesOn = true;
    for (int i = 0; i < asked.size(); i++) {
      asked.get(i).put(answers.get(i), results);
      goesOn &= !stops(asked.get(i).requests(), answers.get(i));
    }
    return goesOn;
  }

  private static boolean stops(List<TokenRequest> requests, List<ConsumptionResult> results) {
    for (int i = 0; i < results.size(); i++) {
      if (requests.get(i).stopsOthers() && !results.get(i).admitted()) {
        return true;
      }
    }
    return false;
  }

  /** Gives back what some entries granted, because another one refuses. */
  private void giveBack(ConsumptionResult[] results) {
    List<Settlement> refunds = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      Consumption consumption = results[i].consumption();
      if (consumption != null) {
        refunds.add(Settlement.refund(consumption));
        results[i] = results[i].withoutConsumption();
      }
    }
    settle(refunds);
  }

  /**
   * Reads what each bucket would decide now, and takes nothing.
   *
   * @return one result for each request, in their order, without a consumption
   */
  public List<ConsumptionResult> look(List<TokenRequest> requests) {
    ConsumptionResult[] results = new ConsumptionResult[requests.size()];
    List<EntryRequests> asked = EntryRequests.of(requests);
    List<List<ConsumptionResult>> answers = counting.look(asked);
    if (asked.size() == 1) {
      return answers.get(0);
    }
    for (int i = 0; i < asked.size(); i++) {
      asked.get(i).put(answers.get(i), results);
    }
    return List.of(results);
  }

  /** Gives back all tokens of a consumption. */
  public void refund(Consumption consumption) {
    settle(List.of(Settlement.refund(consumption)));
  }

  /**
   * Corrects a consumption to what the request cost in the end, less or more.
   *
   * @param actualTokens 0 to 1 000 000 000
   * @see Entries#settle
   */
  public void settle(Consumption consumption, long actualTokens) {
    settle(List.of(Settlement.of(consumption, actualTokens)));
  }

  /**
   * Settles consumptions where they were taken, all entries at the same time. If the cluster does
   * not answer within the deadline, the tokens may stay taken as they are.
   */
  public void settle(List<Settlement> settlements) {
    if (!settlements.isEmpty()) {
      counting.settle(settlements);
    }
  }
}

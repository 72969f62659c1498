package io.weir.internal.counting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes tokens from buckets, gives them back, and settles what a request cost.
 *
 * <pre>
 *   List&lt;TokenRequest&gt; ── take ─→ refused a moment ago: refused
 *                        take, look ─→ the client's own entries, then the others at the same time:
 *                                    │     in the cluster, within the deadline
 *                                    └→ no answer: WhenClusterFails, with this node's entries
 *   List&lt;Settlement&gt; ──── settle ────→ where the tokens were taken
 * </pre>
 */
public final class CountingService {

  private final Entries shared;
  private final @Nullable DeadlineExecutor deadline;
  private final RefusalCache refusals = new RefusalCache(System::nanoTime);
  private final Entries local;
  private final FallbackLimiter fallback;
  private final Pseudonyms pseudonyms;

  private CountingService(
      Entries shared,
      Entries local,
      @Nullable DeadlineExecutor deadline,
      IntSupplier nodes,
      Pseudonyms pseudonyms) {
    this.shared = shared;
    this.local = local;
    this.deadline = deadline;
    this.fallback = new FallbackLimiter(local, nodes);
    this.pseudonyms = pseudonyms;
  }

  /** Counts in this JVM alone. */
  public static CountingService local(Entries entries, Pseudonyms pseudonyms) {
    return new CountingService(entries, entries, null, () -> 1, pseudonyms);
  }

  /**
   * Counts in a cluster.
   *
   * @param shared the entries of the cluster
   * @param local the entries of this node, for when the cluster does not answer
   * @param deadline calls the cluster
   * @param nodes how many nodes count together, this one included; the last known number if the
   *     cluster does not answer
   */
  public static CountingService clustered(
      Entries shared,
      Entries local,
      DeadlineExecutor deadline,
      IntSupplier nodes,
      Pseudonyms pseudonyms) {
    return new CountingService(shared, local, deadline, nodes, pseudonyms);
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
    List<ConsumptionResult> refused = deadline == null ? null : refusals.refuse(requests);
    if (refused != null) {
      return refused;
    }
    List<EntryRequests> entries = EntryRequests.of(requests);
    if (entries.size() == 1) {
      return take(entries.get(0));
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
    List<List<ConsumptionResult>> answers = takeEach(asked);
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

  private List<ConsumptionResult> take(EntryRequests asked) {
    return takeEach(List.of(asked)).get(0);
  }

  private List<List<ConsumptionResult>> takeEach(List<EntryRequests> asked) {
    return askEach(asked, one -> shared.take(one.entry(), one.requests()), fallback::take);
  }

  /**
   * Reads what each bucket would decide now, and takes nothing.
   *
   * @return one result for each request, in their order, without a consumption
   */
  public List<ConsumptionResult> look(List<TokenRequest> requests) {
    ConsumptionResult[] results = new ConsumptionResult[requests.size()];
    List<EntryRequests> asked = EntryRequests.of(requests);
    List<List<ConsumptionResult>> answers =
        askEach(asked, one -> shared.look(one.entry(), one.requests()), fallback::look);
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
   * not answer within the deadline, the tokens stay taken as they are.
   */
  public void settle(List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return;
    }
    Map<EntryKey, List<Settlement>> inCluster = new LinkedHashMap<>();
    for (Settlement settlement : settlements) {
      Consumption consumption = settlement.consumption();
      if (deadline == null || consumption.place() == Consumption.Place.LOCAL) {
        local.settle(consumption.entry(), List.of(settlement));
      } else {
        inCluster.computeIfAbsent(consumption.entry(), entry -> new ArrayList<>(1)).add(settlement);
      }
    }
    if (!inCluster.isEmpty()) {
      askEach(
          List.copyOf(inCluster.entrySet()),
          one -> {
            refusals.settle(shared, one.getKey(), one.getValue());
            return true;
          },
          (one, busy) -> false);
    }
  }

  /** What applies where the cluster does not answer. */
  private interface Fallback<Q, T> {

    /**
     * An answer.
     *
     * @param busy whether the question did not leave this node
     */
    T answer(Q question, boolean busy);
  }

  /** What the cluster answers to each question, asked at the same time within the deadline. */
  private <Q, T> List<T> askEach(
      List<Q> questions, Function<Q, T> question, Fallback<Q, T> otherwise) {
    if (deadline == null) {
      return questions.stream().map(question).toList();
    }
    List<DeadlineExecutor.Answer<T>> answers =
        deadline.ask(
            questions.stream().<Callable<T>>map(one -> () -> question.apply(one)).toList());
    List<T> all = new ArrayList<>(questions.size());
    for (int i = 0; i < questions.size(); i++) {
      T value = answers.get(i).value();
      all.add(value == null ? otherwise.answer(questions.get(i), answers.get(i).busy()) : value);
    }
    return all;
  }
}

package io.weir.internal.counting;

import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes tokens from buckets, gives them back, and settles what a request cost.
 *
 * <pre>
 *   List&lt;TokenRequest&gt; ── take, look ─→ the cluster's buckets, within the deadline
 *                                    └→ no answer: WhenClusterFails, with this node's buckets
 *   List&lt;Settlement&gt; ──── settle ────→ where the tokens were taken
 * </pre>
 */
public final class CountingService {

  private final Buckets shared;
  private final Buckets local;
  private final @Nullable DeadlineExecutor deadline;
  private final FallbackLimiter fallback;
  private final Pseudonyms pseudonyms;

  private CountingService(
      Buckets shared,
      Buckets local,
      @Nullable DeadlineExecutor deadline,
      IntSupplier nodes,
      Pseudonyms pseudonyms) {
    this.shared = shared;
    this.local = local;
    this.deadline = deadline;
    this.fallback = new FallbackLimiter(new SequentialLimiter(local), nodes);
    this.pseudonyms = pseudonyms;
  }

  /** Counts in this JVM alone. */
  public static CountingService local(Buckets buckets, Pseudonyms pseudonyms) {
    return new CountingService(buckets, buckets, null, () -> 1, pseudonyms);
  }

  /**
   * Counts in a cluster.
   *
   * @param shared the buckets of the cluster
   * @param local the buckets of this node, for when the cluster does not answer
   * @param deadline calls the cluster
   * @param nodes how many nodes count together, this one included; the last known number if the
   *     cluster does not answer
   */
  public static CountingService clustered(
      Buckets shared,
      Buckets local,
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
   * TokenRequest#stopsOthers stops the others}.
   *
   * @return one result for each request, in their order
   */
  public List<ConsumptionResult> take(List<TokenRequest> requests) {
    return ask(() -> new SequentialLimiter(shared).take(requests))
        .orElseGet(() -> fallback.take(requests));
  }

  /**
   * Reads what each bucket would decide now, and takes nothing.
   *
   * @return one result for each request, in their order, without a consumption
   */
  public List<ConsumptionResult> look(List<TokenRequest> requests) {
    return ask(() -> new SequentialLimiter(shared).look(requests))
        .orElseGet(() -> fallback.look(requests));
  }

  /** Gives back all tokens of a consumption. */
  public void refund(Consumption consumption) {
    settle(List.of(Settlement.refund(consumption)));
  }

  /**
   * Corrects a consumption to what the request cost in the end, less or more.
   *
   * @param actualTokens 0 to 1 000 000 000
   * @see Buckets#settle
   */
  public void settle(Consumption consumption, long actualTokens) {
    settle(List.of(Settlement.of(consumption, actualTokens)));
  }

  /**
   * Settles consumptions where they were taken, with one call to the cluster. If it does not answer
   * within the deadline, the tokens stay taken as they are.
   */
  public void settle(List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return;
    }
    List<Settlement> inCluster = at(Consumption.Place.CLUSTER, settlements);
    if (!inCluster.isEmpty()) {
      ask(
          () -> {
            inCluster.forEach(one -> settle(one, shared));
            return true;
          });
    }
    at(Consumption.Place.LOCAL, settlements).forEach(one -> settle(one, local));
  }

  private static List<Settlement> at(Consumption.Place place, List<Settlement> settlements) {
    return settlements.stream().filter(one -> one.consumption().place() == place).toList();
  }

  private static void settle(Settlement settlement, Buckets buckets) {
    Consumption consumption = settlement.consumption();
    if (settlement.forgetsBucket()) {
      buckets.forget(consumption.key(), consumption.spec());
    } else {
      buckets.settle(consumption, settlement.tokens());
    }
    if (settlement.knownLogin() != null) {
      buckets.rememberLogin(settlement.knownLogin());
    }
  }

  /** What the cluster answers; nothing if it fails or does not answer within the deadline. */
  private <T> Optional<T> ask(Supplier<T> question) {
    return deadline == null ? Optional.of(question.get()) : deadline.ask(question::get);
  }
}

package io.weir.internal.counting.store;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import java.time.Duration;
import java.util.List;

/**
 * The share of one node in what the cluster has left, so that all nodes together admit no more than
 * that while they cannot ask it. A token of a share is as many tokens of the bucket as there are
 * nodes. If the limit has fewer tokens than there are nodes, each node still admits one request.
 *
 * @param nodes how many nodes counted together when last seen
 */
record Share(int nodes) {

  /** When a client may try again that is refused only because others wait for an answer. */
  static final Duration SOON = Duration.ofSeconds(1);

  /** The request in tokens of the bucket. */
  TokenRequest of(TokenRequest request) {
    return request.of(tokens(request, request.tokens()));
  }

  long tokens(TokenRequest request, long tokens) {
    return tokens(request.spec(), tokens);
  }

  private long tokens(Consumption consumption, long tokens) {
    return tokens(consumption.spec(), tokens);
  }

  private long tokens(BucketSpec spec, long tokens) {
    long least = spec.limits().stream().mapToLong(Limit::tokens).min().orElse(Long.MAX_VALUE);
    return Math.min(nodes * tokens, Math.max(tokens, least));
  }

  /** The request behind others that may get this many tokens; in tokens of the bucket. */
  TokenRequest behind(TokenRequest request, long waiting) {
    return request.of(nodes * (request.tokens() + waiting));
  }

  /** The settlement in tokens of the bucket. */
  Settlement of(Settlement settlement) {
    Consumption spelling = settlement.spelling();
    return new Settlement(
        of(settlement.consumption()),
        Math.min(Limit.MAX_TOKENS, tokens(settlement.consumption(), settlement.tokens())),
        settlement.forgetsBucket(),
        spelling == null ? null : of(spelling),
        settlement.knownLogin());
  }

  private Consumption of(Consumption consumption) {
    return consumption.of(Consumption.Place.LOCAL, tokens(consumption, consumption.tokens()));
  }

  /**
   * The settlement as the cluster must be told.
   *
   * @param uncounted whether the cluster has not counted the tokens
   */
  static Settlement inCluster(Settlement settlement, boolean uncounted) {
    Consumption spelling = settlement.spelling();
    return new Settlement(
        inCluster(settlement.consumption(), uncounted),
        uncounted ? 0 : settlement.tokens(),
        settlement.forgetsBucket(),
        spelling == null ? null : inCluster(spelling, uncounted),
        settlement.knownLogin());
  }

  private static Consumption inCluster(Consumption consumption, boolean uncounted) {
    return consumption.of(Consumption.Place.CLUSTER, uncounted ? 0 : consumption.tokens());
  }

  /** A result of the bucket, in tokens of the share. */
  ConsumptionResult result(TokenRequest request, ConsumptionResult ofBucket) {
    Consumption taken = ofBucket.consumption();
    List<LimitState> states =
        ofBucket.limits().stream()
            .map(
                one ->
                    new LimitState(
                        Math.max(request.tokens(), one.tokens() / nodes),
                        one.left() / nodes,
                        one.delay(),
                        one.reset()))
            .toList();
    return new ConsumptionResult(
        ofBucket.outcome(),
        states,
        taken == null
            ? null
            : taken.of(Consumption.Place.LOCAL, taken.tokens() == 0 ? 0 : request.tokens()));
  }

  /** The states of limits whose tokens others get, who wait for an answer. */
  static List<LimitState> exhausted(List<LimitState> states) {
    return states.stream()
        .map(one -> new LimitState(one.tokens(), 0, later(one.delay()), later(one.reset())))
        .toList();
  }

  private static Duration later(Duration duration) {
    return duration.compareTo(SOON) > 0 ? duration : SOON;
  }
}

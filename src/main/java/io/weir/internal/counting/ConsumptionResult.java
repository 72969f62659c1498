package io.weir.internal.counting;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one {@link TokenRequest}.
 *
 * @param outcome what the bucket decided
 * @param limits the state of each limit, in the order of the {@link BucketSpec}; empty if nothing
 *     was counted
 * @param consumption what was taken; null if the result only reads the bucket, if nothing was
 *     counted, or if the tokens were given back because another request of the list was refused
 */
public record ConsumptionResult(
    Outcome outcome, List<LimitState> limits, @Nullable Consumption consumption) {

  /** The result of a request that is not asked, because another one is refused. */
  static final ConsumptionResult NOT_ASKED =
      new ConsumptionResult(Outcome.GRANTED, List.of(), null);

  /** What a bucket decides about a request. */
  public enum Outcome {
    /** The bucket had the tokens. */
    GRANTED,
    /** The bucket did not have the tokens, and the login is a known one. */
    SPARED,
    /** The bucket did not have the tokens, or a block lasts. */
    REFUSED,
    /** The cluster does not answer: admitted without counting ({@link WhenClusterFails#OPEN}). */
    UNCOUNTED,
    /** The cluster does not answer: not admitted ({@link WhenClusterFails#CLOSED}). */
    UNAVAILABLE
  }

  public ConsumptionResult {
    limits = List.copyOf(limits);
  }

  /** Whether the request may go on. */
  public boolean admitted() {
    return outcome != Outcome.REFUSED && outcome != Outcome.UNAVAILABLE;
  }

  /** Whether the bucket had the tokens. */
  public boolean granted() {
    return outcome == Outcome.GRANTED;
  }

  /** The time until all limits would admit the request. */
  public Duration delay() {
    return limits.stream().map(LimitState::delay).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  ConsumptionResult withoutConsumption() {
    return new ConsumptionResult(outcome, limits, null);
  }
}

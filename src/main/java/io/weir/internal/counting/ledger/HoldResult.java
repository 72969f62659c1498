package io.weir.internal.counting.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an account decides about a {@link HoldRequest}.
 *
 * @param left what each allowance has left after the request, in their order; negative while more
 *     was spent than allowed; empty if the account was not asked
 * @param refusing the allowance that refuses, an index of {@code left}; the one that refuses
 *     longest if several do; -1 if none does
 * @param delay the time until the request would fit, if nothing else is spent; nothing if no time
 *     helps, or if nothing was refused
 * @param warned the percentage that spending has reached since the last warning; 0 if none
 */
public record HoldResult(
    Outcome outcome, List<Long> left, int refusing, Optional<Duration> delay, int warned) {

  /** What was decided. */
  public enum Outcome {
    /** The amount is reserved, if no other request of the list stopped it. */
    GRANTED,
    /** The amount does not fit. */
    REFUSED,
    /** The cluster does not answer: admitted without reserving. */
    UNCOUNTED,
    /** The cluster does not answer: not admitted. */
    UNAVAILABLE;

    /** The number that is written for it. */
    public int number() {
      return List.of(values()).indexOf(this);
    }

    /** The one for which this number is written. */
    public static Outcome of(int number) {
      return List.of(values()).get(number);
    }
  }

  /** The result of a request that was not asked, because another one is refused. */
  static final HoldResult NOT_ASKED = of(Outcome.GRANTED);

  public HoldResult {
    left = List.copyOf(left);
  }

  static HoldResult of(Outcome outcome) {
    return new HoldResult(outcome, List.of(), -1, Optional.empty(), 0);
  }

  /** Whether the request may go on. */
  public boolean admitted() {
    return outcome == Outcome.GRANTED || outcome == Outcome.UNCOUNTED;
  }
}

package io.weir.internal.counting.ledger;

import java.time.Duration;
import java.util.Optional;

/**
 * Where one allowance of an account stands.
 *
 * @param spent what counts as spent
 * @param held what requests have reserved and nobody has settled
 * @param added by an administrator to what may be spent
 * @param reset the time until all that was spent no longer counts; empty if nothing is spent, or if
 *     that does not happen by itself
 */
public record AllowanceLevel(long spent, long held, long added, Optional<Duration> reset) {

  /** What is left of an amount; negative while more was spent than allowed. */
  public long left(long amount) {
    return Meter.saturated(amount, added) - Meter.saturated(spent, held);
  }
}

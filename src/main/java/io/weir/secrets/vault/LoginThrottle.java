package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last login that Vault refused: the same proof is not shown again for a while. Vault locks a
 * user out for 15 minutes after five wrong passwords.
 */
final class LoginThrottle {

  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /** Until when the same proof is not shown. */
  private record Refusal(List<Secret> proof, SecretReadException why, Duration pause, long until) {}

  private final LongSupplier clock;
  private @Nullable Refusal last;

  LoginThrottle(LongSupplier clock) {
    this.clock = clock;
  }

  /** Refuses the proof that was refused, as Vault did. */
  void check(List<Secret> proof) throws SecretReadException {
    Refusal before = last;
    if (before != null && before.proof.equals(proof) && clock.getAsLong() - before.until < 0) {
      throw before.why;
    }
  }

  /** Vault refused this; if it is not the first time, it is not shown for twice as long. */
  void add(List<Secret> proof, SecretReadException why) {
    Refusal before = last;
    Duration pause =
        before != null && before.proof.equals(proof)
            ? VaultSession.shorter(before.pause.multipliedBy(2), LONGEST_PAUSE)
            : PAUSE;
    last = new Refusal(proof, why, pause, clock.getAsLong() + pause.toNanos());
  }

  void forget() {
    last = null;
  }
}

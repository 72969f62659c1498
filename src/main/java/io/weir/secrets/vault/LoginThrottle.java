package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps credentials that Vault refused from being sent again for a while. Vault locks a user out
 * for 15 minutes after five wrong passwords.
 */
final class LoginThrottle {

  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private record Refusal(
      List<Secret> credentials, SecretReadException reason, Duration pause, long until) {}

  private final LongSupplier clock;
  private @Nullable Refusal last;

  LoginThrottle(LongSupplier clock) {
    this.clock = clock;
  }

  /** Throws the last refusal again if these credentials were refused and the pause is not over. */
  void check(List<Secret> credentials) throws SecretReadException {
    Refusal before = last;
    if (before != null
        && before.credentials.equals(credentials)
        && clock.getAsLong() - before.until < 0) {
      throw before.reason;
    }
  }

  /** Vault refused these credentials. The pause doubles each time. */
  void refused(List<Secret> credentials, SecretReadException reason) {
    Refusal before = last;
    Duration pause =
        before != null && before.credentials.equals(credentials)
            ? Collections.min(List.of(before.pause.multipliedBy(2), LONGEST_PAUSE))
            : PAUSE;
    last = new Refusal(credentials, reason, pause, clock.getAsLong() + pause.toNanos());
  }

  void accepted() {
    last = null;
  }
}

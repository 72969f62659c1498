package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token with which Vault is asked. A login gives it. It is renewed after two thirds of its
 * lifetime, and replaced by another login when Vault no longer renews or knows it. One thread at a
 * time uses a session.
 */
final class VaultSession {

  private static final Logger LOG = LoggerFactory.getLogger(VaultSession.class);

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final VaultHttpClient http;
  private final VaultLogin login;
  private final TokenUnwrapper unwrapper;
  private final LongSupplier clock;
  private final LoginThrottle throttle;

  /** Paths that Vault denied to a new token too. */
  private final Set<String> denied = new HashSet<>();

  private @Nullable VaultToken token;

  /** Zero unless the last renewal failed. */
  private Duration pause = Duration.ZERO;

  private long pauseEnd;

  VaultSession(VaultHttpClient http, VaultLogin login, LongSupplier clock) {
    this.http = http;
    this.login = login;
    this.unwrapper = new TokenUnwrapper(http);
    this.clock = clock;
    this.throttle = new LoginThrottle(clock);
  }

  /** The token; logs in if there is none or it has expired. */
  Secret token() throws SecretReadException {
    VaultToken held = token;
    if (held == null || held.isExpired(clock.getAsLong())) {
      held = logIn();
    }
    return held.value();
  }

  /** Vault grants this path. */
  void granted(String path) {
    denied.remove(path);
  }

  /** Vault denies this path to a new token too, so another login would not help. */
  void denied(String path) {
    denied.add(path);
  }

  /**
   * Vault denied this path, either by the token's policy or because it no longer knows the token.
   * In the second case this method replaces the token and returns true: the path can be read again.
   */
  boolean replacesUnknownToken(String path) throws SecretReadException {
    VaultToken held = token;
    if (denied.contains(path) || (held != null && isKnown(held))) {
      return false;
    }
    logIn();
    return true;
  }

  /** A token whose policy does not allow the lookup counts as unknown. */
  private boolean isKnown(VaultToken held) throws SecretReadException {
    VaultResponse response = http.get("auth/token/lookup-self", held.value());
    return switch (response.status()) {
      case 200 -> true;
      case 400, 401, 403 -> false;
      default -> throw VaultFailures.ofAny("*", response);
    };
  }

  private VaultToken logIn() throws SecretReadException {
    token = null;
    List<Secret> credentials = credentials();
    throttle.check(credentials);
    http.reloadTls();
    try {
      VaultToken obtained = login.logIn(credentials, http, unwrapper, clock);
      LOG.debug("Vault gave {}", obtained);
      token = obtained;
      throttle.accepted();
      return obtained;
    } catch (SecretReadException e) {
      if (!e.isTemporary()) {
        throttle.refused(credentials, e);
      }
      throw e;
    }
  }

  private List<Secret> credentials() throws SecretReadException {
    try {
      return login.credentials();
    } catch (IllegalArgumentException e) {
      throw VaultFailures.ofCredential(e);
    }
  }

  /** Renews the token if it is time, and returns the time until the next renewal. */
  Optional<Duration> renew() {
    return untilRenewal()
        .map(
            left -> {
              if (left.isNegative() || left.isZero()) {
                renewNow();
              }
              Duration next = untilRenewal().orElse(LONGEST_PAUSE);
              return Collections.max(List.of(next, SHORTEST));
            });
  }

  private Optional<Duration> untilRenewal() {
    long now = clock.getAsLong();
    Duration paused = Duration.ofNanos(pauseEnd - now);
    return Optional.ofNullable(token)
        .flatMap(held -> held.untilRenewal(now))
        .map(left -> pause.isZero() || left.compareTo(paused) > 0 ? left : paused);
  }

  private void renewNow() {
    VaultToken held = token;
    if (held == null) {
      return;
    }
    try {
      renew(held);
      pause = Duration.ZERO;
    } catch (SecretReadException e) {
      if (token == null && !held.isExpired(clock.getAsLong())) {
        token = held;
      }
      if (pause.isZero()) {
        LOG.warn("WEIR-034: Vault's token cannot be renewed or replaced: {}", e.getMessage());
      }
      pause =
          pause.isZero()
              ? FIRST_PAUSE
              : Collections.min(List.of(pause.multipliedBy(2), LONGEST_PAUSE));
      pauseEnd = clock.getAsLong() + pause.toNanos();
    }
  }

  private void renew(VaultToken held) throws SecretReadException {
    if (!held.renewable()) {
      logIn();
      return;
    }
    VaultResponse response = http.post("auth/token/renew-self", held.value(), Map.of());
    if (response.isSuccess()) {
      VaultToken renewed = held.renewed(response.object("auth"), clock.getAsLong());
      token = renewed;
      if (renewed.isNearMaximumTtl() && login.givesNewTokens()) {
        logIn();
      }
    } else if (response.status() == 400 || response.status() == 403) {
      logIn();
    } else {
      throw VaultFailures.ofAny("*", response);
    }
  }
}

package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token under which Vault is asked: from a login, renewed after two thirds of its life, and
 * from another login when renewals end or Vault knows it no longer.
 */
final class VaultSession {

  private static final Logger LOG = LoggerFactory.getLogger(VaultSession.class);

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final VaultHttpClient wire;
  private final VaultLogin login;
  private final TokenUnwrapper unwrapping;
  private final LongSupplier clock;
  private final LoginThrottle refused;
  private final Set<String> denied = new HashSet<>();
  private @Nullable VaultToken token;
  private Duration pause = Duration.ZERO;
  private long notBefore;

  VaultSession(VaultHttpClient wire, VaultLogin login, LongSupplier clock) {
    this.wire = wire;
    this.login = login;
    this.unwrapping = new TokenUnwrapper(wire);
    this.clock = clock;
    this.refused = new LoginThrottle(clock);
  }

  /** The token, after a login if there is none that lives. */
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

  /**
   * Vault does not grant this path: because of the token's policy, or because it does not know the
   * token any more. In the second case there is another token now, and asking again is worthwhile.
   */
  boolean isOtherTokenAfterDenial(String path) throws SecretReadException {
    if (denied.contains(path)) {
      return false;
    }
    VaultToken held = token;
    if (held != null && isKnown(held)) {
      return false;
    }
    logIn();
    return true;
  }

  /** A token may lack leave to look at itself: then it counts as unknown. */
  private boolean isKnown(VaultToken held) throws SecretReadException {
    VaultResponse look = wire.get("auth/token/lookup-self", held.value());
    return switch (look.status()) {
      case 200 -> true;
      case 400, 401, 403 -> false;
      default -> throw VaultFailures.ofAny("*", look);
    };
  }

  /** Vault does not grant this path to a new token either: a new one would not help. */
  void denied(String path) {
    denied.add(path);
  }

  private VaultToken logIn() throws SecretReadException {
    token = null;
    List<Secret> proof = proof();
    refused.check(proof);
    wire.renewTls();
    try {
      VaultToken obtained = login.logIn(proof, wire, unwrapping, clock);
      LOG.debug("Vault gave {}", obtained);
      token = obtained;
      refused.forget();
      return obtained;
    } catch (SecretReadException e) {
      if (!e.isTemporary()) {
        refused.add(proof, e);
      }
      throw e;
    }
  }

  private List<Secret> proof() throws SecretReadException {
    try {
      return login.proof();
    } catch (IllegalArgumentException e) {
      throw VaultFailures.ofCredential(e);
    }
  }

  /** Renews the token if it is time; how long that has time. */
  Optional<Duration> renew() {
    return untilTended()
        .map(
            left -> {
              if (left.isNegative() || left.isZero()) {
                tendNow();
              }
              Duration next = untilTended().orElse(LONGEST_PAUSE);
              return next.compareTo(SHORTEST) < 0 ? SHORTEST : next;
            });
  }

  private Optional<Duration> untilTended() {
    long now = clock.getAsLong();
    Duration paused = Duration.ofNanos(notBefore - now);
    return Optional.ofNullable(token)
        .flatMap(held -> held.untilRenewal(now))
        .map(left -> pause.isZero() || left.compareTo(paused) > 0 ? left : paused);
  }

  private void tendNow() {
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
      pause = pause.isZero() ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      notBefore = clock.getAsLong() + pause.toNanos();
    }
  }

  private void renew(VaultToken held) throws SecretReadException {
    if (!held.renewable()) {
      logIn();
      return;
    }
    VaultResponse answer =
        wire.post("auth/token/renew-self", Optional.of(held.value()), JsonValue.EMPTY_JSON_OBJECT);
    if (answer.isGood()) {
      VaultToken longer = held.renewed(answer.object("auth"), clock.getAsLong());
      token = longer;
      if (longer.isNearItsEnd() && login.givesAnother()) {
        logIn();
      }
    } else if (answer.status() == 400 || answer.status() == 403) {
      logIn();
    } else {
      throw VaultFailures.ofAny("*", answer);
    }
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}

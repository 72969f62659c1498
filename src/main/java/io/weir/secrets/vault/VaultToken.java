package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * A token of Vault and its lifetime.
 *
 * @param since when Vault stated the lifetime, in nanoseconds of the clock
 * @param lifetime from {@code since} on; zero means without end
 * @param first the lifetime after the login; close to the maximum TTL of the role, renewals give
 *     less
 */
record VaultToken(Secret value, long since, Duration lifetime, boolean renewable, Duration first) {

  /** The token in {@code auth}, the response to a login. */
  static Optional<VaultToken> of(JsonObject auth, long now) {
    return auth.secret("client_token")
        .map(value -> of(value, auth.seconds("lease_duration"), auth, now));
  }

  /** A token that existed before, with {@code data} of its lookup. */
  static VaultToken of(Secret value, JsonObject data, long now) {
    return of(value, data.seconds("ttl"), data, now);
  }

  private static VaultToken of(Secret value, Duration lifetime, JsonObject from, long now) {
    return new VaultToken(value, now, lifetime, from.isTrue("renewable"), lifetime);
  }

  /** The same token after a renewal. */
  VaultToken renewed(JsonObject auth, long now) {
    return new VaultToken(
        value, now, auth.seconds("lease_duration"), auth.isTrue("renewable"), first);
  }

  boolean isExpired(long now) {
    return !lifetime.isZero() && now - since - lifetime.toNanos() >= 0;
  }

  /** The time until two thirds of the lifetime have passed; empty if it is without end. */
  Optional<Duration> untilRenewal(long now) {
    return lifetime.isZero()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(since + lifetime.toNanos() / 3 * 2 - now));
  }

  /** Whether a renewal gave less than half of the first lifetime: the maximum TTL is near. */
  boolean isNearMaximumTtl() {
    return lifetime.compareTo(first.dividedBy(2)) < 0;
  }

  @Override
  public String toString() {
    return "a token for %s s".formatted(lifetime.toSeconds());
  }
}

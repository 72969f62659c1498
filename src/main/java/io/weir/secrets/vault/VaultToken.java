package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * Who we are for Vault, and for how long.
 *
 * @param since when this was said, in nanoseconds of the clock
 * @param lifetime from then on; zero for ever
 * @param first the lifetime that it had after the login, which renewals cannot restore near the
 *     longest that the role allows
 */
record VaultToken(Secret value, long since, Duration lifetime, boolean renewable, Duration first) {

  /** What a login answered, in {@code auth}. */
  static Optional<VaultToken> of(JsonObject auth, long now) {
    Duration lifetime = VaultResponse.seconds(auth, "lease_duration");
    return VaultResponse.secret(auth, "client_token")
        .map(
            value ->
                new VaultToken(
                    value, now, lifetime, auth.getBoolean("renewable", false), lifetime));
  }

  /** What a look at a token answered, in {@code data}. */
  static VaultToken of(Secret value, JsonObject data, long now) {
    Duration lifetime = VaultResponse.seconds(data, "ttl");
    return new VaultToken(value, now, lifetime, data.getBoolean("renewable", false), lifetime);
  }

  /** The same token after a renewal. */
  VaultToken renewed(JsonObject auth, long now) {
    Duration longer = VaultResponse.seconds(auth, "lease_duration");
    return new VaultToken(value, now, longer, auth.getBoolean("renewable", false), first);
  }

  boolean isExpired(long now) {
    return !lifetime.isZero() && now - since - lifetime.toNanos() >= 0;
  }

  /** Time until two thirds of its life are over; nothing if it lives for ever. */
  Optional<Duration> untilRenewal(long now) {
    return lifetime.isZero()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(since + lifetime.toNanos() / 3 * 2 - now));
  }

  /** Whether renewals no longer give what they gave: the longest time is near. */
  boolean isNearItsEnd() {
    return lifetime.compareTo(first.dividedBy(2)) < 0;
  }

  @Override
  public String toString() {
    return "a token for %d s".formatted(lifetime.toSeconds());
  }
}

package io.weir.secrets.refresh;

import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.time.Duration;

/**
 * How secrets are kept fresh.
 *
 * @param refresh the time between two reads of a path, give or take a tenth
 * @param maxStale how old a value may be while it cannot be read again; zero: no older than the
 *     first failure
 * @param deadline the longest that a deployment waits for all first reads together
 */
public record RefreshPolicy(
    Duration refresh, Duration maxStale, Duration deadline, OnStartFailure onStartFailure) {

  private static final Setting<Duration> REFRESH =
      Setting.duration("secrets.refresh", "60s", Duration.ofSeconds(5), Duration.ofDays(1));
  private static final Setting<Duration> MAX_STALE =
      Setting.duration("secrets.max-stale", "24h", Duration.ZERO, Duration.ofDays(365));
  private static final Setting<Duration> DEADLINE =
      Setting.duration(
          "secrets.start-deadline", "20s", Duration.ofSeconds(1), Duration.ofSeconds(120));
  private static final Setting<OnStartFailure> ON_START_FAILURE =
      Setting.oneOf("secrets.on-start-failure", OnStartFailure.FAIL);

  /** What a required secret does to a deployment that cannot read it. */
  public enum OnStartFailure {
    /** Stops it. */
    FAIL,
    /** Takes what an earlier start has read from Vault, if it is not too old; else stops it. */
    USE_LAST_KNOWN,
    /** Starts without; the secret is absent until it can be read. */
    DEGRADE
  }

  /** Reads the settings {@code weir.secrets.refresh} and its neighbours. */
  public static RefreshPolicy of(Settings settings) {
    return new RefreshPolicy(
        settings.shared(REFRESH),
        settings.shared(MAX_STALE),
        settings.shared(DEADLINE),
        settings.shared(ON_START_FAILURE));
  }
}

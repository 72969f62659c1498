package io.weir.secrets.refresh;

import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.time.Duration;

/**
 * How secrets are refreshed, and how long a deployment waits for them.
 *
 * @param refresh the time between two reads of a path, ± 10 %
 * @param maxStale how old a value may get while it cannot be read; zero drops it with the first
 *     failure
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

  /** What happens to a deployment that cannot read a required secret. */
  public enum OnStartFailure {
    /** The deployment stops. */
    FAIL,
    /** Values from Vault that an earlier start has read are used; without them, it stops. */
    USE_LAST_KNOWN,
    /** The application starts; the secret is absent until it can be read. */
    DEGRADE
  }

  /** Reads the settings and adds mistakes to {@code settings}. */
  public static RefreshPolicy of(Settings settings) {
    return new RefreshPolicy(
        settings.shared(REFRESH),
        settings.shared(MAX_STALE),
        settings.shared(DEADLINE),
        settings.shared(ON_START_FAILURE));
  }
}

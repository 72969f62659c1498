package io.weir.ratelimit;

import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.util.List;
import java.util.Map;

/** Policies from rules as an administrator writes them. */
final class Policies {

  private Policies() {}

  /**
   * The policy.
   *
   * @param rules none of which is ever reached, so that every request of a benchmark is like the
   *     first
   */
  static RateLimitPolicy of(String rules, Map<String, String> contextParams) {
    Settings settings =
        new Settings(
            new RateLimitProvider().name(),
            Map.of(RateLimitPolicy.RULES.name(), rules),
            SharedSettings.onThisServer(contextParams));
    RateLimitPolicy policy = RateLimitPolicy.of(settings, "");
    settings.mistakes().resolve(ApplicationSecrets.provider().ofThisMachine());
    List<Mistake> mistakes = settings.check();
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(mistakes.toString());
    }
    return policy;
  }
}

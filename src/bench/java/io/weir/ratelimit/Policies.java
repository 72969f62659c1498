package io.weir.ratelimit;

import io.weir.bench.Application;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import java.util.List;
import java.util.Map;

/** What an administrator might write. */
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
        Settings.of(
            new RateLimitProvider().name(),
            Map.of(RateLimitPolicy.RULES.name(), rules),
            Application.with(contextParams));
    RateLimitPolicy policy = RateLimitPolicy.of(settings, "");
    List<Mistake> mistakes = settings.check();
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(mistakes.toString());
    }
    return policy;
  }
}

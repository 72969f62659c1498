package io.weir.ratelimit;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.settings.Settings;

/** What the deployment must know of the rate limit filter. */
public final class RateLimitProvider implements FilterProvider {

  /** Made by the service loader. */
  public RateLimitProvider() {}

  @Override
  public String name() {
    return "rate-limit";
  }

  @Override
  public String shell() {
    return "RateLimitFilter";
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.isGiven(RateLimitPolicy.RULES);
  }

  @Override
  public FilterSetup read(Settings settings, String contextPath) {
    return new RateLimitSetup(RateLimitPolicy.of(settings, contextPath), contextPath);
  }
}

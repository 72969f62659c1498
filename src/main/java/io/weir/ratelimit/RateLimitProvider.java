package io.weir.ratelimit;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.settings.Settings;

/** The rate limit filter, as the deployment sees it. */
public final class RateLimitProvider implements FilterProvider {

  static final String NAME = "rate-limit";

  /** Created by the service loader. */
  public RateLimitProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String filterName() {
    return "RateLimitFilter";
  }

  @Override
  public int order() {
    return 200;
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.isGiven(RateLimitPolicy.RULES);
  }

  @Override
  public boolean hasFirstPlace() {
    return true;
  }

  @Override
  public FilterSetup read(Settings settings, String contextPath) {
    return new RateLimitSetup(
        RateLimitPolicy.of(settings, contextPath), contextPath, origin -> false);
  }
}

package io.weir.ratelimit;

import io.weir.internal.server.FilterKind;
import io.weir.internal.settings.Settings;

/** What the deployment must know of the rate limit filter. */
public final class RateLimitKind implements FilterKind {

  static final String NAME = "rate-limit";
  static final String SHELL = "RateLimitFilter";

  /** Made by the service loader. */
  public RateLimitKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String shell() {
    return SHELL;
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.isGiven(RateLimitPolicy.RULES);
  }

  @Override
  public Plan read(Settings settings, String contextPath) {
    return new RateLimitPlan(RateLimitPolicy.of(settings, contextPath), contextPath);
  }
}

package io.weir;

/**
 * Limits how often a client may send requests. This is the filter-class for a {@code web.xml}. The
 * init-params are the settings; {@code rules} is the table of limits.
 */
public final class RateLimitFilter extends DelegatingFilter {

  /** Created by the container. */
  public RateLimitFilter() {
    super("io.weir.ratelimit.RateLimit");
  }
}

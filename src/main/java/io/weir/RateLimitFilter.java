package io.weir;

/**
 * Limits how often a client may ask for what: the filter-class of a {@code web.xml}. Its settings
 * are its init-params; {@code rules} is the table of limits.
 */
public final class RateLimitFilter extends DelegatingFilter {

  /** Made by the container. */
  public RateLimitFilter() {
    super("io.weir.ratelimit.RateLimit");
  }
}

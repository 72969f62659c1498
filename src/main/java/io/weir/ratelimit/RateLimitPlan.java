package io.weir.ratelimit;

import io.weir.internal.grid.Grid;
import io.weir.internal.server.FilterKind;
import io.weir.internal.settings.Mode;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was checked at deployment: the filter works by it, even if it is made much later and
 * something outside has changed since.
 */
record RateLimitPlan(RateLimitPolicy policy, String contextPath) implements FilterKind.Plan {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitPlan.class);

  @Override
  public Set<String> headers() {
    return Headers.names(policy.headers());
  }

  @Override
  public Runnable start() {
    Rules.warnings(policy.rules(), contextPath).forEach(text -> LOG.warn("WEIR-004: {}", text));
    if (policy.mode() == Mode.OFF) {
      return () -> {};
    }
    Grid grid = Grid.join(policy.cluster());
    return grid::leave;
  }
}

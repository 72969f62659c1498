package io.weir.ratelimit;

import io.weir.internal.grid.Grid;
import io.weir.internal.server.Checked;
import io.weir.internal.settings.Mode;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Counts requests by the rules of its policy, and refuses those that are too many. */
public final class RateLimit implements Filter {

  private volatile boolean off;
  private volatile @Nullable Gate gate;
  private @Nullable Grid grid;

  /** Made by the front door. */
  public RateLimit() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    RateLimitPolicy policy =
        Checked.plan(new RateLimitKind(), RateLimitPlan.class, config).policy();
    off = policy.mode() == Mode.OFF;
    if (!off) {
      Grid joined = Grid.join(policy.cluster());
      grid = joined;
      InstantSource clock = InstantSource.system();
      gate = Gate.of(policy, joined, clock);
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (off
        || !(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    switch (request.getDispatcherType()) {
      case REQUEST, FORWARD, ASYNC -> open().pass(asked, answer, chain);
      // Both show what a request that was counted already led to.
      case ERROR -> open().tellAgain(asked, answer, chain);
      case INCLUDE -> chain.doFilter(request, response);
    }
  }

  private Gate open() throws ServletException {
    Gate open = gate;
    if (open == null) {
      throw new ServletException("the application is being undeployed");
    }
    return open;
  }

  @Override
  public void destroy() {
    Gate closing = gate;
    gate = null;
    try {
      if (closing != null) {
        closing.close();
      }
    } finally {
      if (grid != null) {
        grid.leave();
        grid = null;
      }
    }
  }
}

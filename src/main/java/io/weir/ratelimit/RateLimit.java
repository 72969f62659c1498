package io.weir.ratelimit;

import io.weir.internal.grid.Grid;
import io.weir.internal.settings.InvalidSettings;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts requests by the rules of its policy, and refuses those that are too many. */
public final class RateLimit implements Filter {

  private @Nullable Grid grid;
  private @Nullable Gate gate;

  /** Made by the front door. */
  public RateLimit() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    Settings settings =
        Settings.of(RateLimitKind.NAME, initParams(config), config.getServletContext());
    RateLimitPolicy policy =
        RateLimitPolicy.of(settings, config.getServletContext().getContextPath());
    List<Mistake> mistakes = settings.check();
    if (!mistakes.isEmpty()) {
      throw new InvalidSettings(RateLimitKind.SHELL, mistakes);
    }
    if (policy.mode() != RateLimitPolicy.Mode.OFF) {
      grid = Grid.join(policy.cluster());
      gate = Gate.of(policy, grid, InstantSource.system());
    }
  }

  private static Map<String, String> initParams(FilterConfig config) {
    Map<String, String> params = new HashMap<>();
    for (String name : Collections.list(config.getInitParameterNames())) {
      params.put(name, config.getInitParameter(name));
    }
    return params;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (gate == null
        || !(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    switch (request.getDispatcherType()) {
      case REQUEST, FORWARD, ASYNC -> gate.pass(asked, answer, chain);
      // Both show what a request that was counted already led to.
      case ERROR -> {
        gate.tellAgain(asked, answer);
        chain.doFilter(request, response);
      }
      case INCLUDE -> chain.doFilter(request, response);
    }
  }

  @Override
  public void destroy() {
    if (gate != null) {
      gate.close();
      gate = null;
    }
    if (grid != null) {
      grid.leave();
      grid = null;
    }
  }
}

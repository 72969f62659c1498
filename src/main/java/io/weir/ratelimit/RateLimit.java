package io.weir.ratelimit;

import io.weir.internal.grid.Grid;
import io.weir.internal.settings.InvalidSettings;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts requests by the rules of its policy, and refuses those that are too many. */
public final class RateLimit implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimit.class);

  private volatile boolean off;
  private volatile @Nullable Gate gate;
  private @Nullable Grid grid;

  /** Made by the front door. */
  public RateLimit() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    RateLimitPolicy policy = policy(config);
    off = policy.mode() == RateLimitPolicy.Mode.OFF;
    if (!off) {
      Grid joined = Grid.join(policy.cluster());
      grid = joined;
      InstantSource clock = InstantSource.system();
      gate = Gate.of(policy, joined, clock);
    }
  }

  /** What was checked at deployment; checked now where nothing of Weir ran then. */
  private static RateLimitPolicy policy(FilterConfig config) throws ServletException {
    ServletContext context = config.getServletContext();
    if (context.getAttribute(new RateLimitKind().attribute()) instanceof RateLimitPlan plan) {
      return plan.policy();
    }
    LOG.warn(
        "WEIR-007: nothing was checked at deployment, for the server did not run io.weir.WeirInitializer (an <absolute-ordering> that leaves the jar out?)");
    Settings settings = Settings.of(RateLimitKind.NAME, initParams(config), context);
    RateLimitPolicy policy = RateLimitPolicy.of(settings, context.getContextPath());
    List<Mistake> mistakes = settings.check();
    if (!mistakes.isEmpty()) {
      throw new InvalidSettings(RateLimitKind.SHELL, mistakes);
    }
    return policy;
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
    if (closing != null) {
      closing.close();
    }
    if (grid != null) {
      grid.leave();
      grid = null;
    }
  }
}

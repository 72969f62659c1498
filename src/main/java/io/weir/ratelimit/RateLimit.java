package io.weir.ratelimit;

import io.weir.internal.deployment.CheckedSetups;
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
import org.jspecify.annotations.Nullable;

/** Counts requests by the rules of its policy, and refuses those that are too many. */
public final class RateLimit implements Filter {

  private @Nullable RateLimitSetup setup;

  /** What ends the plan, where nothing but this filter has started it. */
  private Runnable end = () -> {};

  /** Made by the front door. */
  public RateLimit() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    RateLimitSetup checked =
        CheckedSetups.plan(new RateLimitProvider(), RateLimitSetup.class, config);
    if (!checked.isStarted()) {
      end = checked.start(config.getServletContext());
    }
    setup = checked;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (setup == null
        || setup.policy().mode() == Mode.OFF
        || !(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    switch (request.getDispatcherType()) {
      case REQUEST, FORWARD, ASYNC -> setup.gate().handle(asked, answer, chain);
      // Both show what a request that was counted already led to.
      case ERROR -> setup.gate().handleErrorDispatch(asked, answer, chain);
      case INCLUDE -> chain.doFilter(request, response);
    }
  }

  @Override
  public void destroy() {
    end.run();
  }
}

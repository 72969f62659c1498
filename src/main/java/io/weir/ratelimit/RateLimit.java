package io.weir.ratelimit;

import io.weir.internal.deployment.CheckedSetups;
import io.weir.internal.exchange.Exchange;
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

/** Counts requests by the rules of its policy, and refuses those that exceed a limit. */
public final class RateLimit implements Filter {

  private @Nullable RateLimitSetup setup;

  /** Ends the setup if this filter has started it, and not the application. */
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
    RateLimitSetup ready = setup;
    if (ready == null
        || ready.policy().mode() == Mode.OFF
        || !(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    // Error pages and includes show what a request led to that was counted already.
    switch (request.getDispatcherType()) {
      case REQUEST, FORWARD, ASYNC ->
          Exchange.of(asked).run(asked, answer, () -> ready.gate().handle(asked, answer, chain));
      case ERROR -> ready.gate().handleErrorDispatch(asked, answer, chain);
      case INCLUDE -> chain.doFilter(request, response);
    }
  }

  @Override
  public void destroy() {
    end.run();
  }
}

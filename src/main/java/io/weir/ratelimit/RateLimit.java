package io.weir.ratelimit;

import io.weir.internal.deployment.ErrorPages;
import io.weir.internal.deployment.FailureResponse;
import io.weir.internal.deployment.FilterReference;
import io.weir.internal.exchange.Exchange;
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

  private @Nullable FilterReference<RunningRateLimit> reference;
  private FailureResponse failures = new FailureResponse(ErrorPages.NONE);

  /** Created by the filter-class, which loads it. */
  public RateLimit() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    FilterReference<RunningRateLimit> found =
        FilterReference.of(new RateLimitProvider(), RunningRateLimit.class, config);
    reference = found;
    failures = new FailureResponse(found.running().errorPages());
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (reference == null
        || reference.running().isOff()
        || !(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    boolean first = reference.first();
    if (first && !reference.running().needsFirstPlace()) {
      chain.doFilter(request, response);
      return;
    }
    RateLimitHandler handler = reference.running().handler();
    // Error pages and includes show what a request led to that was counted already.
    switch (request.getDispatcherType()) {
      case REQUEST, FORWARD, ASYNC -> handle(handler, asked, answer, chain, first);
      case ERROR -> handler.handleErrorDispatch(asked, answer, chain);
      case INCLUDE -> chain.doFilter(request, response);
    }
  }

  private void handle(
      RateLimitHandler handler,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      boolean first)
      throws IOException, ServletException {
    Exchange exchange = Exchange.of(request);
    exchange.run(
        request,
        response,
        () -> {
          try {
            handler.handle(request, response, chain, first);
          } catch (IOException | ServletException | RuntimeException | Error e) {
            if (!isOutermost(first)
                || !failures.wouldLoseHeaders(e, request, response)
                || !handler.hasHeaders(request)) {
              throw e;
            }
            exchange.failed(e);
            handler.fail(e, request, response, first);
          }
        });
  }

  /** Whether no filter of the application, which might answer an exception, stands before. */
  private boolean isOutermost(boolean first) {
    return first || (reference != null && !reference.running().needsFirstPlace());
  }

  @Override
  public void destroy() {
    if (reference != null) {
      reference.close();
    }
  }
}

package io.weir.cors;

import io.weir.internal.deployment.ErrorPages;
import io.weir.internal.deployment.FailureResponse;
import io.weir.internal.deployment.FilterReference;
import io.weir.internal.exchange.Exchange;
import jakarta.servlet.DispatcherType;
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

/**
 * Answers preflights, refuses requests of foreign pages, and tells browsers which pages may read.
 */
public final class Cors implements Filter {

  private @Nullable FilterReference<RunningCors> reference;
  private @Nullable CorsHandler handler;
  private FailureResponse failures = new FailureResponse(ErrorPages.NONE);

  /** Created by the filter-class, which loads it. */
  public Cors() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    FilterReference<RunningCors> found =
        FilterReference.of(new CorsProvider(), RunningCors.class, config);
    reference = found;
    failures = new FailureResponse(found.running().errorPages());
    handler = found.running().isOff() ? null : found.running().handler();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (handler == null
        || request.getDispatcherType() == DispatcherType.INCLUDE
        || !(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    CorsHandler open = handler;
    Exchange exchange = Exchange.of(asked);
    exchange.run(
        asked,
        answer,
        () -> {
          try {
            open.handle(asked, answer, chain);
          } catch (IOException | ServletException | RuntimeException | Error e) {
            if (!failures.wouldLoseHeaders(e, asked, answer) || !open.owns(asked, answer)) {
              throw e;
            }
            exchange.failed(e);
            open.fail(e, asked, answer);
          }
        });
  }

  @Override
  public void destroy() {
    if (reference != null) {
      reference.close();
    }
  }
}

package io.weir.cors;

import io.weir.internal.deployment.CheckedSetups;
import io.weir.internal.deployment.ErrorPages;
import io.weir.internal.settings.Mode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Answers preflights, refuses what comes from foreign pages, and tells browsers who may read. */
public final class Cors implements Filter {

  private @Nullable CorsHandler handler;
  private ErrorPages errorPages = ErrorPages.NONE;

  /** Made by the front door. */
  public Cors() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    CorsSetup setup = CheckedSetups.plan(new CorsProvider(), CorsSetup.class, config);
    errorPages = ErrorPages.of(config.getServletContext());
    handler = setup.policy().mode() == Mode.OFF ? null : setup.handler();
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
    try {
      handler.pass(asked, answer, chain);
    } catch (IOException | ServletException | RuntimeException e) {
      if (!wouldLoseHeaders(handler, e, asked, answer)) {
        throw e;
      }
      handler.fail(e, asked, answer);
    }
  }

  /**
   * Whether a page could not read that the application failed: WildFly and Payara take all headers
   * back from an answer that ends with an exception, and only a page of the application's own
   * passes here again.
   */
  private boolean wouldLoseHeaders(
      CorsHandler open,
      Exception failure,
      HttpServletRequest request,
      HttpServletResponse response) {
    return request.getDispatcherType() != DispatcherType.FORWARD
        && request.getDispatcherType() != DispatcherType.ERROR
        && !request.isAsyncStarted()
        && !response.isCommitted()
        && !(failure instanceof UnavailableException)
        && !errorPages.show(failure)
        && open.grants(request, response);
  }
}

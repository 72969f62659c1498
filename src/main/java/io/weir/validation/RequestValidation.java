package io.weir.validation;

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

/** Keeps requests from the application that do not hold what they must. */
public final class RequestValidation implements Filter {

  private @Nullable FilterReference<RunningValidation> reference;

  /** Created by the filter-class, which loads it. */
  public RequestValidation() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    reference = FilterReference.of(new ValidationProvider(), RunningValidation.class, config);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    ValidationHandler handler = reference == null ? null : reference.running().handler();
    DispatcherType dispatch = request.getDispatcherType();
    // Where the application forwards to is its own decision, and no longer the client's.
    if (handler == null
        || (dispatch != DispatcherType.REQUEST && dispatch != DispatcherType.ASYNC)
        || !(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    Exchange.of(asked)
        .run(
            asked,
            answer,
            () -> {
              if (dispatch == DispatcherType.ASYNC) {
                ValidationHandler.dispatch(asked, answer, chain);
              } else {
                handler.handle(asked, answer, chain);
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

package io.weir.budget;

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

/** Reserves what requests may cost, and refuses those that exceed a budget. */
public final class Budgets implements Filter {

  private @Nullable FilterReference<RunningBudgets> reference;

  /** Created by the filter-class, which loads it. */
  public Budgets() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    reference = FilterReference.of(new BudgetProvider(), RunningBudgets.class, config);
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
    BudgetHandler handler = reference.running().handler();
    // Error pages show what a request led to that was charged already, and includes cannot set
    // headers.
    switch (request.getDispatcherType()) {
      case REQUEST, FORWARD, ASYNC ->
          Exchange.of(asked).run(asked, answer, () -> handler.handle(asked, answer, chain));
      case ERROR -> handler.handleError(asked, answer, chain);
      case INCLUDE -> chain.doFilter(request, response);
    }
  }

  @Override
  public void destroy() {
    if (reference != null) {
      reference.close();
    }
  }
}

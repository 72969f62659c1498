package io.weir;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Loads a filter in the isolated runtime and delegates every call to it. */
abstract sealed class DelegatingFilter implements Filter
    permits BudgetFilter,
        CircuitBreakerFilter,
        CorsFilter,
        MetricsFilter,
        RateLimitFilter,
        RequestValidationFilter,
        StatusFilter {

  private final String className;
  private volatile @Nullable RuntimeReference reference;
  private volatile @Nullable Filter delegate;

  /**
   * A filter that delegates.
   *
   * @param className the class of the other filter, in the isolated runtime
   */
  DelegatingFilter(String className) {
    this.className = className;
  }

  @Override
  public final void init(FilterConfig config) throws ServletException {
    RuntimeReference acquired = IsolatedRuntime.acquire();
    try {
      delegate = initialised(acquired, config);
      reference = acquired;
    } catch (ServletException | RuntimeException | Error e) {
      acquired.close();
      throw e;
    }
  }

  private Filter initialised(RuntimeReference acquired, FilterConfig config)
      throws ServletException {
    Filter filter = acquired.newInstance(Filter.class, className);
    try {
      filter.init(config);
      return filter;
    } catch (ServletException | RuntimeException | Error e) {
      // The filter may have started something before it failed.
      filter.destroy();
      throw e;
    }
  }

  @Override
  public final void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Filter filter = delegate;
    if (filter == null) {
      // Without this exception the request would reach the application unprotected.
      throw new ServletException(getClass().getName() + " is not initialised");
    }
    filter.doFilter(request, response, chain);
  }

  @Override
  public final void destroy() {
    Filter filter = delegate;
    RuntimeReference acquired = reference;
    delegate = null;
    reference = null;
    try {
      if (filter != null) {
        filter.destroy();
      }
    } finally {
      if (acquired != null) {
        acquired.close();
      }
    }
  }
}

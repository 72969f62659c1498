package io.weir;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Asks the house for the filter of a room and passes every call on to it. */
abstract sealed class DelegatingFilter implements Filter permits CorsFilter, RateLimitFilter {

  private final String room;
  private volatile @Nullable RuntimeReference reference;
  private volatile @Nullable Filter filter;

  DelegatingFilter(String room) {
    this.room = room;
  }

  @Override
  public final void init(FilterConfig config) throws ServletException {
    RuntimeReference taken = IsolatedRuntime.enter();
    try {
      filter = inside(taken, config);
      reference = taken;
    } catch (ServletException | RuntimeException | Error e) {
      taken.close();
      throw e;
    }
  }

  private Filter inside(RuntimeReference taken, FilterConfig config) throws ServletException {
    Filter inside = taken.newInstance(Filter.class, room);
    try {
      inside.init(config);
      return inside;
    } catch (ServletException | RuntimeException | Error e) {
      // It may have started something before it failed.
      inside.destroy();
      throw e;
    }
  }

  @Override
  public final void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Filter inside = filter;
    if (inside == null) {
      // Letting the request pass would leave the application unprotected.
      throw new ServletException(getClass().getName() + " is not initialised");
    }
    inside.doFilter(request, response, chain);
  }

  @Override
  public final void destroy() {
    Filter inside = filter;
    RuntimeReference ending = reference;
    filter = null;
    reference = null;
    try {
      if (inside != null) {
        inside.destroy();
      }
    } finally {
      if (ending != null) {
        ending.close();
      }
    }
  }
}

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
abstract sealed class Shell implements Filter permits RateLimitFilter {

  private final String room;
  private @Nullable Lease lease;
  private @Nullable Filter filter;

  Shell(String room) {
    this.room = room;
  }

  @Override
  public final void init(FilterConfig config) throws ServletException {
    Lease taken = House.enter();
    try {
      Filter inside = taken.room(Filter.class, room);
      inside.init(config);
      filter = inside;
      lease = taken;
    } catch (ServletException | RuntimeException | Error e) {
      taken.close();
      throw e;
    }
  }

  @Override
  public final void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (filter == null) {
      // Letting the request pass would leave the application unprotected.
      throw new ServletException(getClass().getName() + " is not initialised");
    }
    filter.doFilter(request, response, chain);
  }

  @Override
  public final void destroy() {
    if (filter != null) {
      filter.destroy();
      filter = null;
    }
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }
}

package io.weir.status.page;

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

/** Shows the status page to those who may see it, and passes all other requests on. */
public final class StatusPage implements Filter {

  private @Nullable FilterReference<RunningStatus> reference;

  /** Created by the filter-class, which loads it. */
  public StatusPage() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    reference = FilterReference.of(new StatusProvider(), RunningStatus.class, config);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    RunningStatus running = reference == null ? null : reference.running();
    if (running == null
        || !(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)
        || running.asked(asked).isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    Exchange.of(asked).run(asked, answer, () -> running.answer(asked, answer));
  }

  @Override
  public void destroy() {
    if (reference != null) {
      reference.close();
    }
  }
}

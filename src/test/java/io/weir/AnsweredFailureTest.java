package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.container.PreAuthenticationHook;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.exchange.Ending;
import io.weir.internal.exchange.Exchange;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An exception that a filter of the application answers, behind Weir's hook and before its filter.
 */
class AnsweredFailureTest {

  @TempDir private Path folder;

  private final List<Ending> endings = new CopyOnWriteArrayList<>();

  /** Runs what a server with a hook runs before its authentication. */
  private final class Container implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      HttpServletRequest asked = (HttpServletRequest) request;
      RunningFilter running =
          (RunningFilter) request.getServletContext().getAttribute("io.weir.rate-limit");
      Exchange exchange = Exchange.of(asked);
      exchange.onEnd(endings::add);
      exchange.run(
          asked,
          (HttpServletResponse) response,
          () ->
              running
                  .beforeAuthentication()
                  .orElseThrow()
                  .doFilter(request, response, (same, too) -> authenticated(same, too, chain)));
    }

    private void authenticated(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      request.setAttribute(PreAuthenticationHook.LET_THROUGH, true);
      chain.doFilter(request, response);
    }
  }

  /** Answers exceptions of the application. */
  private static final class Answering implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      try {
        chain.doFilter(request, response);
      } catch (IllegalStateException e) {
        ((HttpServletResponse) response).setStatus(Integer.parseInt(e.getMessage()));
      }
    }
  }

  private static final class Throwing extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      throw new IllegalStateException(request.getPathInfo().substring(1));
    }
  }

  private EmbeddedServer server() throws Exception {
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", "r: GET /** 2/hour per ip counting failures")
        .filter(new Container())
        .filter(new Answering())
        .filter(new RateLimitFilter())
        .servlet("/*", new Throwing())
        .start();
  }

  @Test
  void the_answer_decides_whether_the_request_failed() throws Exception {
    try (EmbeddedServer server = server()) {
      for (int i = 0; i < 3; i++) {
        assertThat(server.status("GET", "/202")).isEqualTo(202);
      }
      assertThat(server.status("GET", "/401")).isEqualTo(401);
      assertThat(server.status("GET", "/401")).isEqualTo(401);
      assertThat(server.status("GET", "/202")).isEqualTo(429);
    }
  }

  @Test
  void the_end_of_the_exchange_has_the_status_of_the_answer() throws Exception {
    try (EmbeddedServer server = server()) {
      server.status("GET", "/202");
    }
    assertThat(endings).extracting(Ending::status).containsExactly(202);
    assertThat(endings).extracting(Ending::failed).containsExactly(true);
  }
}

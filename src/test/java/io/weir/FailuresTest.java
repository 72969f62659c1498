package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.deployment.FailureResponse;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application throws an exception, and no CORS filter is there. */
class FailuresTest {

  private static final Logger LOGGER = Logger.getLogger(FailureResponse.class.getName());

  @TempDir private Path folder;

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final Handler collector =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(collector);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(collector);
  }

  private static final class Throwing extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      response.setHeader("Cache-Control", "max-age=600");
      switch (request.getServletPath()) {
        case "/io" -> throw new EOFException("the test wants it");
        case "/checked" -> throw new ServletException("the test wants it");
        case "/unchecked" -> throw new IllegalStateException("the test wants it");
        case "/error" -> throw new AssertionError("the test wants it");
        case "/unavailable" -> throw new UnavailableException("the test wants it", 1);
        default -> {
          response.getWriter().print("begun");
          response.flushBuffer();
          throw new IllegalStateException("the test wants it");
        }
      }
    }
  }

  /** Answers the exceptions of its application itself. */
  private static final class Answering implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      try {
        chain.doFilter(request, response);
      } catch (IllegalStateException e) {
        ((HttpServletResponse) response).setStatus(418);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/io", "/checked", "/unchecked", "/error"})
  void the_headers_of_limits_are_there_and_no_others_of_the_response(String path) throws Exception {
    try (EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.rate-limit.rules", "all: /** 9/hour")
            .servlet(path, new Throwing())
            .start()) {
      HttpResponse<String> answer = server.send("GET", path, Map.of());
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.headers().allValues("X-RateLimit-Remaining")).containsExactly("8");
      assertThat(answer.headers().map()).doesNotContainKey("Cache-Control");
      assertThat(answer.body()).doesNotContain("the test wants it");
      // Any client can cause the first by closing its connection.
      assertThat(lines).hasSize(path.equals("/io") ? 0 : 1);
      assertThat(lines).allMatch(line -> line.startsWith("WEIR-022: "));
    }
  }

  /** The container knows for how long, and a response that has begun cannot be changed. */
  @ParameterizedTest
  @ValueSource(strings = {"/unavailable", "/begun"})
  void other_failures_are_left_to_the_container(String path) throws Exception {
    try (EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.rate-limit.rules", "all: /** 9/hour")
            .servlet(path, new Throwing())
            .start()) {
      assertThat(server.raw("GET", "/app" + path, Map.of(), "").statusCode())
          .isEqualTo(path.equals("/begun") ? 200 : 503);
      assertThat(lines).isEmpty();
    }
  }

  @Test
  void a_filter_of_the_application_that_answers_exceptions_still_does() throws Exception {
    try (EmbeddedServer server =
        new EmbeddedServer(folder)
            .servlet("/unchecked", new Throwing())
            .filter(new Answering())
            .declare(RateLimitFilter.class, Map.of("rules", "all: /** 9/hour per user"))
            .start()) {
      assertThat(server.status("GET", "/unchecked")).isEqualTo(418);
      assertThat(lines).isEmpty();
    }
  }
}

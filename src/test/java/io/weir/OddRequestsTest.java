package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A filter of the application stands before Weir, and its wrapper has no answer to a question. */
class OddRequestsTest {

  private static final String RULES =
      """
      pair:   /login        3/hour per ip+param:user counting failures
      json:   /login        9/hour per json:/user counting failures refusing unreadable
      posts:  POST /login   9/hour per cookie:tenant
      anyone: /**           5/hour per ip except header:X-Secret=env:PATH
      """;

  @TempDir private Path folder;

  private static final class Login extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setStatus(401);
    }
  }

  /** Returns null from one method, as the wrapper of an application might. */
  private static Filter without(String name, List<Throwable> thrown) {
    return (request, response, chain) -> {
      Object odd =
          Proxy.newProxyInstance(
              OddRequestsTest.class.getClassLoader(),
              new Class<?>[] {HttpServletRequest.class},
              (proxy, method, arguments) ->
                  method.getName().equals(name) ? null : method.invoke(request, arguments));
      try {
        chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) odd), response);
      } catch (RuntimeException e) {
        thrown.add(e);
      }
    };
  }

  /** The last status of six requests of one client. */
  @ParameterizedTest
  @CsvSource({
    "getMethod, 429",
    "getServletPath, 429",
    "getPathInfo, 429",
    "getContextPath, 429",
    "getRequestURI, 429",
    "getRequestURL, 429",
    "getQueryString, 429",
    "getHeaders, 429",
    "getHeader, 429",
    "getHeaderNames, 429",
    "getProtocol, 429",
    "getContentType, 429",
    "getCharacterEncoding, 429",
    "getCookies, 429",
    "getParameterValues, 429",
    "getParameter, 429",
    "getSession, 429",
    "getUserPrincipal, 429",
    "getAuthType, 429",
    "getRemoteAddr, 429",
    "getServerName, 429",
    "getScheme, 429"
  })
  void an_answer_that_is_missing_breaks_nothing_and_opens_nothing(String question, int last)
      throws Exception {
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    int status = 0;
    try (EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.rate-limit.rules", RULES)
            .parameter("weir.cors.allowed-origins", "https://app.example.com")
            .filter(without(question, thrown))
            .filter(new CorsFilter())
            .filter(new RateLimitFilter())
            .servlet("/login", new Login())
            .start()) {
      for (int i = 0; i < 6; i++) {
        status =
            server
                .send(
                    "POST",
                    "/login?x=1",
                    Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Cookie",
                        "tenant=a",
                        "Authorization",
                        "Basic eDp5",
                        "Origin",
                        "https://app.example.com"),
                    "user=alice&password=wrong")
                .statusCode();
      }
    }
    assertThat(thrown).isEmpty();
    assertThat(status).isEqualTo(last);
  }
}

package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.filter.ForwardedHeaderFilter;

/**
 * Filters behind Weir may wrap the request and name another address. A rule that the request meets
 * in a later dispatch counts the client of the first dispatch.
 */
class LaterDispatchesTest {

  private static final List<String> WAYS =
      List.of(
          "forward",
          "forward unwrapped",
          "forward twice",
          "async",
          "async wrapped",
          "async wrapped twice",
          "async, then forward",
          "async wrapped, then forward");

  @TempDir private Path folder;

  /** Goes on to {@code /target} in the way that a header names. */
  private static final class Detour extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      switch (request.getHeader("Way")) {
        case "forward" -> forward("/target", request, response);
        case "forward unwrapped" ->
            forward("/target", ((HttpServletRequestWrapper) request).getRequest(), response);
        case "forward twice" -> forward("/again", request, response);
        case "async" -> request.startAsync().dispatch("/target");
        case "async wrapped" -> request.startAsync(request, response).dispatch("/target");
        case "async wrapped twice" -> request.startAsync(request, response).dispatch("/again");
        case "async, then forward" -> request.startAsync().dispatch("/again");
        default -> request.startAsync(request, response).dispatch("/again");
      }
    }

    private static void forward(String path, ServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      request.getRequestDispatcher(path).forward(request, response);
    }
  }

  /** The second stage of ways that have two. */
  private static final class Again extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      if (request.getHeader("Way").equals("async wrapped twice")) {
        request.startAsync(request, response).dispatch("/target");
      } else {
        Detour.forward("/target", request, response);
      }
    }
  }

  /** Tells which address the application sees. */
  private static final class Target extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(request.getRemoteAddr());
    }
  }

  /** The filters that wrap, by what they do. */
  private static Map<String, Filter> wrapping() {
    AtomicInteger random = new AtomicInteger();
    return Map.of(
        "Spring's ForwardedHeaderFilter",
        new ForwardedHeaderFilter(),
        "the first address, header kept",
        wrapping(HttpServletRequestWrapper::new),
        "the header hidden",
        wrapping(
            request ->
                new HttpServletRequestWrapper(request) {
                  @Override
                  public Enumeration<String> getHeaders(String name) {
                    return name.startsWith("X-Forwarded")
                        ? Collections.emptyEnumeration()
                        : super.getHeaders(name);
                  }
                }),
        "another address every time",
        wrapping(
            request ->
                new HttpServletRequestWrapper(request) {
                  @Override
                  public String getRemoteAddr() {
                    return "203.0.113." + random.incrementAndGet();
                  }

                  @Override
                  public Enumeration<String> getHeaders(String name) {
                    return name.startsWith("X-Forwarded")
                        ? Collections.enumeration(List.of(getRemoteAddr()))
                        : super.getHeaders(name);
                  }
                }));
  }

  private interface Wrapper {
    HttpServletRequestWrapper wrap(HttpServletRequest request);
  }

  private static Filter wrapping(Wrapper wrapper) {
    return (request, response, chain) ->
        chain.doFilter(
            new HttpServletRequestWrapper(wrapper.wrap((HttpServletRequest) request)) {
              @Override
              public String getRemoteAddr() {
                String address = super.getRemoteAddr();
                String forwarded = ((HttpServletRequest) request).getHeader("X-Forwarded-For");
                return address.equals("127.0.0.1") && forwarded != null
                    ? forwarded.replaceFirst(",.*", "")
                    : address;
              }
            },
            response);
  }

  static Stream<Arguments> waysAndFilters() {
    return WAYS.stream()
        .flatMap(way -> wrapping().keySet().stream().map(filter -> Arguments.of(way, filter)));
  }

  private EmbeddedServer server(String filter) throws Exception {
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", "inside: /target 1/minute")
        .filter(Objects.requireNonNull(wrapping().get(filter)))
        .servlet("/detour", new Detour())
        .servlet("/again", new Again())
        .servlet("/target", new Target());
  }

  private static int status(EmbeddedServer server, String way, String forwardedFor)
      throws Exception {
    return server
        .send("GET", "/detour", Map.of("Way", way, "X-Forwarded-For", forwardedFor))
        .statusCode();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("waysAndFilters")
  void a_forged_header_does_not_move_the_client(String way, String filter) throws Exception {
    try (EmbeddedServer server = server(filter).start()) {
      assertThat(server.send("GET", "/target", Map.of("X-Forwarded-For", "192.0.2.1")).body())
          .as("the filter is effective")
          .isNotEqualTo("127.0.0.1");
      assertThat(status(server, way, "192.0.2.2")).isEqualTo(429);
      assertThat(status(server, way, "192.0.2.3, 192.0.2.4")).isEqualTo(429);
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("waysAndFilters")
  void clients_behind_a_trusted_proxy_stay_apart(String way, String filter) throws Exception {
    try (EmbeddedServer server =
        server(filter).parameter("weir.trusted-proxies", "127.0.0.1").start()) {
      assertThat(status(server, way, "192.0.2.1")).isEqualTo(200);
      assertThat(status(server, way, "192.0.2.2")).isEqualTo(200);
      assertThat(status(server, way, "192.0.2.9, 192.0.2.1")).isEqualTo(429);
      assertThat(status(server, way, "192.0.2.1, 192.0.2.3")).isEqualTo(200);
    }
  }
}

package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.secrets.CapturedLog;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of the application before the declared one: what Weir counts then, and what it tells. */
class FilterPlacesTest {

  private static final String RULES =
      """
      all:   /**          99/hour per ip
      user:  /calls/{id}  9/hour  per user
      admin: /**          98/hour per ip except role:admin
      """;

  @TempDir private Path folder;

  private final CapturedLog log = CapturedLog.of("io.weir");

  @AfterEach
  void stop() {
    log.close();
  }

  /** Sends everybody away whose path has {@code closed}, as a filter that logs users in does. */
  private static final class Gate implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      if (((HttpServletRequest) request).getRequestURI().contains("closed")) {
        ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      } else {
        chain.doFilter(request, response);
      }
    }

    /** Maps it before all declared filters. */
    static void map(ServletContext context) {
      FilterRegistration.Dynamic gate = context.addFilter("gate", new Gate());
      gate.setAsyncSupported(true);
      gate.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }
  }

  /** A login that accepts one password. */
  private static final class Login extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      boolean right = "right".equals(request.getParameter("password"));
      if (right && request.getRequestURI().endsWith("login")) {
        response.sendRedirect("home");
      }
    }
  }

  private EmbeddedServer server(String name, String rules) throws Exception {
    return new EmbeddedServer(Files.createDirectory(folder.resolve(name)))
        .declare(RateLimitFilter.class, Map.of("rules", rules))
        .servlet("/*", new Login());
  }

  private EmbeddedServer gated(String name, String rules) throws Exception {
    return server(name, rules).initializer((none, context) -> Gate.map(context));
  }

  private List<String> lines(String number) {
    return log.lines().stream().filter(line -> line.startsWith(number + ": ")).toList();
  }

  @Test
  void a_filter_before_is_told_with_the_rules_that_depend_on_the_user() throws Exception {
    try (EmbeddedServer server = gated("gated", RULES).start()) {
      assertThat(lines("WEIR-015"))
          .singleElement()
          .asString()
          .startsWith(
              "WEIR-015: gate before RateLimitFilter may log users in, so rules that depend on the user count behind: user, admin;");
      assertThat(server.status("GET", "/open")).isEqualTo(200);
      assertThat(lines("WEIR-016")).isEmpty();
    }
  }

  @Test
  void without_a_filter_before_or_without_such_rules_nothing_is_told() throws Exception {
    try (EmbeddedServer plain = server("plain", RULES).start();
        EmbeddedServer gated = gated("gated", "all: /** 99/hour per ip").start()) {
      assertThat(plain.status("GET", "/closed")).isEqualTo(200);
      assertThat(gated.status("GET", "/closed")).isEqualTo(401);
      assertThat(log.lines()).noneMatch(line -> line.matches("WEIR-01[567].*"));
    }
  }

  @Test
  void a_request_that_did_not_come_to_its_rules_is_told_once_by_their_pattern() throws Exception {
    try (EmbeddedServer server = gated("gated", RULES).start()) {
      for (int i = 0; i < 3; i++) {
        assertThat(server.status("GET", "/calls/4930123456-closed")).isEqualTo(401);
      }
      assertThat(lines("WEIR-016"))
          .containsExactly(
              "WEIR-016: a filter before RateLimitFilter answered a request for /calls/{id}, which rules that depend on the user did not count: user, admin");
    }
  }

  @Test
  void where_no_rule_names_the_path_it_is_told_without_its_parameters() throws Exception {
    try (EmbeddedServer server = gated("gated", RULES).start()) {
      assertThat(server.status("GET", "/a;token=secret/closed;jsessionid=secret?q=secret"))
          .isEqualTo(401);
      assertThat(lines("WEIR-016"))
          .containsExactly(
              "WEIR-016: a filter before RateLimitFilter answered a request for /app/a/closed, which rules that depend on the user did not count: admin");
    }
  }

  /** The same container, in a class that Weir does not know. */
  private static ServletContext unknown(ServletContext context) {
    return (ServletContext)
        Proxy.newProxyInstance(
            FilterPlacesTest.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(context, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  @Test
  void a_server_that_does_not_tell_the_order_of_filters_is_told_and_each_rule_counts_once()
      throws Exception {
    try (EmbeddedServer server =
        server("unknown", "two: /** 2/hour per ip\nuser: /** 9/hour per user")
            .weir(FilterPlacesTest::unknown)
            .start()) {
      assertThat(lines("WEIR-017"))
          .containsExactly(
              "WEIR-017: this server does not tell the order of filters; requests that filters of the application answer before Weir sees them are not counted");
      assertThat(lines("WEIR-015"))
          .singleElement()
          .asString()
          .startsWith("WEIR-015: filters of the application before RateLimitFilter");
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        statuses.add(server.status("GET", "/page"));
      }
      assertThat(statuses).containsExactly(200, 200, 429);
    }
  }

  private static int login(EmbeddedServer server, String name, String password) throws Exception {
    return server
        .send(
            "POST",
            "/login",
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            "user=%s&password=%s".formatted(name, password))
        .statusCode();
  }

  /**
   * Two deployments of an application that count together, of which only one has a filter before
   * Weir.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", " except role:admin"})
  void wherever_a_rule_counts_it_is_the_same_count(String except) throws Exception {
    String rules = "pair: /login 3/hour per ip+param:user counting failures" + except;
    try (EmbeddedServer gated = gated("gated", rules).start();
        EmbeddedServer plain = server("plain", rules).start()) {
      String guessed = "guessed" + except.length();
      assertThat(login(gated, guessed, "wrong")).isEqualTo(200);
      assertThat(login(plain, guessed, "wrong")).isEqualTo(200);
      assertThat(login(gated, guessed, "wrong")).isEqualTo(200);
      assertThat(login(plain, guessed, "right")).isEqualTo(429);
      assertThat(login(gated, guessed, "right")).isEqualTo(429);

      String honest = "honest" + except.length();
      for (EmbeddedServer server : List.of(plain, gated, plain)) {
        assertThat(login(gated, honest, "wrong")).isEqualTo(200);
        assertThat(login(plain, honest, "wrong")).isEqualTo(200);
        assertThat(login(server, honest, "right")).isEqualTo(302);
      }
    }
  }
}

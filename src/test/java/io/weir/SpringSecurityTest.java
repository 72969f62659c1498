package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.spring.SpringLogin;
import io.weir.spring.SpringLoginInitializer;
import io.weir.spring.WhoServlet;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.SpringServletContainerInitializer;
import org.springframework.web.context.ContextLoaderListener;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;

/** Rules count logins that Spring Security answers, wherever its filter chain stands. */
class SpringSecurityTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String JSON = "application/json";

  @TempDir private Path folder;

  /** How Weir comes into the application, and which initializer runs first. */
  private enum Order {
    DECLARED_SPRING_FIRST,
    DECLARED_WEIR_FIRST,
    REGISTERED_SPRING_FIRST,
    REGISTERED_WEIR_FIRST,
    /** Both are declared, Weir first, and Spring's initializer registers nothing. */
    DECLARED_BEHIND_WEIR
  }

  private EmbeddedServer server(Order order, String rules) throws Exception {
    EmbeddedServer server = new EmbeddedServer(folder).servlet("/*", new WhoServlet());
    if (order.name().startsWith("DECLARED")) {
      server.declare(RateLimitFilter.class, Map.of("rules", rules));
    } else {
      server.parameter("weir.rate-limit.rules", rules);
    }
    if (order == Order.DECLARED_BEHIND_WEIR) {
      return server
          .declare(
              DelegatingFilterProxy.class, Map.of("targetBeanName", "springSecurityFilterChain"))
          .parameter("contextClass", AnnotationConfigWebApplicationContext.class.getName())
          .parameter("contextConfigLocation", SpringLogin.class.getName())
          .initializer((none, context) -> context.addListener(new ContextLoaderListener()))
          .start();
    }
    if (order.name().endsWith("WEIR_FIRST")) {
      server.weir();
    }
    return server
        .initializer(new SpringServletContainerInitializer(), SpringLoginInitializer.class)
        .start();
  }

  private static HttpResponse<String> form(EmbeddedServer server, String name, String password)
      throws Exception {
    return server.send(
        "POST",
        "/login",
        Map.of("Content-Type", FORM),
        "username=%s&password=%s".formatted(name, password));
  }

  private static HttpResponse<String> json(EmbeddedServer server, String name, String password)
      throws Exception {
    return server.send(
        "POST",
        "/api/login",
        Map.of("Content-Type", JSON),
        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
  }

  private static List<Integer> statuses(HttpResponse<?>... responses) {
    List<Integer> statuses = new ArrayList<>();
    for (HttpResponse<?> response : responses) {
      statuses.add(response.statusCode());
    }
    return statuses;
  }

  @ParameterizedTest
  @EnumSource
  void the_form_is_guessed_twice(Order order) throws Exception {
    try (EmbeddedServer server =
        server(order, "pair: /login 2/hour per ip+param:username counting failures")) {
      for (int i = 0; i < 4; i++) {
        HttpResponse<String> right = form(server, "alice", "right");
        assertThat(right.statusCode()).isEqualTo(302);
        assertThat(right.headers().firstValue("Location"))
            .hasValueSatisfying(location -> assertThat(location).doesNotContain("error"));
      }
      assertThat(
              statuses(
                  form(server, "alice", "wrong-1"),
                  form(server, "alice", "wrong-2"),
                  form(server, "alice", "right"),
                  form(server, "bob", "right")))
          .containsExactly(302, 302, 429, 302);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_login_by_json_is_guessed_twice(Order order) throws Exception {
    try (EmbeddedServer server =
        server(order, "pair: /api/login 2/hour per ip+json:/username counting failures")) {
      assertThat(
              statuses(
                  json(server, "alice", "right"),
                  json(server, "alice", "right"),
                  json(server, "alice", "right"),
                  json(server, "alice", "wrong-1"),
                  json(server, "alice", "wrong-2"),
                  json(server, "alice", "right"),
                  json(server, "bob", "right")))
          .containsExactly(204, 204, 204, 401, 401, 429, 204);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DECLARED_SPRING_FIRST", "DECLARED_WEIR_FIRST"})
  void users_of_Spring_Security_are_known_where_the_filter_is_declared(Order order)
      throws Exception {
    try (EmbeddedServer server =
        server(order, "all: /** 9/hour\nuser: /open/** 2/hour per user except role:admin")) {
      HttpResponse<String> open = page(server, "alice");
      assertThat(open.headers().firstValue("RateLimit-Policy"))
          .hasValue("\"all\";q=9;w=3600, \"user\";q=2;w=3600");
      assertThat(open.headers().firstValue("RateLimit"))
          .hasValueSatisfying(left -> assertThat(left).startsWith("\"user\";r=1;"));
      assertThat(
              statuses(
                  page(server, "alice"),
                  page(server, "alice"),
                  page(server, "bob"),
                  page(server, "root"),
                  page(server, "root"),
                  page(server, "root")))
          .containsExactly(200, 429, 200, 200, 200, 200);
    }
  }

  /** Nobody is known there yet. */
  @ParameterizedTest
  @EnumSource(names = "DECLARED_BEHIND_WEIR")
  void users_count_by_their_address_where_Spring_Security_stands_behind(Order order)
      throws Exception {
    try (EmbeddedServer server = server(order, "user: /open/** 2/hour per user")) {
      assertThat(statuses(page(server, "alice"), page(server, "bob"), page(server, "root")))
          .containsExactly(200, 200, 429);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DECLARED_SPRING_FIRST", "DECLARED_WEIR_FIRST", "DECLARED_BEHIND_WEIR"})
  void a_login_counts_although_the_rule_exempts_users(Order order) throws Exception {
    try (EmbeddedServer server =
        server(
            order,
            "pair: /login 2/hour per ip+param:username counting failures except role:admin")) {
      assertThat(
              statuses(
                  form(server, "root", "wrong-1"),
                  form(server, "root", "wrong-2"),
                  form(server, "root", "right")))
          .containsExactly(302, 302, 429);
    }
  }

  private static HttpResponse<String> page(EmbeddedServer server, String name) throws Exception {
    String credentials =
        Base64.getEncoder().encodeToString((name + ":right").getBytes(StandardCharsets.UTF_8));
    return server.send("GET", "/open/page", Map.of("Authorization", "Basic " + credentials));
  }
}

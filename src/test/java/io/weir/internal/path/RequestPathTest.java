package io.weir.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTest {

  @ParameterizedTest(name = "{1} below {0}: {4} and {5}")
  @CsvSource(
      nullValues = "-",
      emptyValue = "",
      quoteCharacter = '`',
      textBlock =
          """
          # context, target,                   servlet path, path info,  mapped,          canonical
          # one view
          /app,     /app/auth/login,           /auth/login,  -,          /auth/login,     /auth/login
          /app,     /app/auth/login/,          /auth,        /login/,    /auth/login,     /auth/login
          /app,     /app/rest/auth,            /rest,        /auth,      /rest/auth,      /rest/auth
          /app,     /app/,                     /,            -,          /,               /
          /app,     /app,                      ``,           -,          /,               /
          /app,     /app/,                     ``,           /,          /,               /
          ``,       /,                         ``,           /,          /,               /
          ``,       /auth/login,               /auth,        /login,     /auth/login,     /auth/login
          /app/v1,  /app/v1/auth,              /auth,        -,          /auth,           /auth
          /app,     /app/app/auth,             /app/auth,    -,          /app/auth,       /app/auth
          /app,     /app/caf%C3%A9,            /café,        -,          /café,           /café
          # a welcome file
          /app,     /app/,                     /index.html,  -,          /index.html,     /
          # the container's own matter: parameters, encoded slashes, dots
          /app,     /app/rest/auth;x=1/login,  /rest,        /auth,      /rest/auth,      /rest/auth/login
          /app,     /app/auth/login;x=1/extra, /auth/login,  -,          /auth/login,     /auth/login/extra
          /app,     /app/api/..%2fauth/login,  /auth/login,  -,          /auth/login,     /auth/login
          /app,     /app/api/..%2fauth/login,  /api,         /..%2fauth/login, /api/..%2fauth/login, /auth/login
          /app,     /app/rest/auth%3bx/login,  /rest,        /auth,      /rest/auth,      /rest/auth;x/login
          /app,     /app/rest/auth/login;/,    /rest,        /auth/login/, /rest/auth/login, /rest/auth/login
          /app,     /app//auth/login,          //auth/login, -,          //auth/login,    /auth/login
          /app,     /app/auth/login//,         /auth,        /login//,   /auth/login,     /auth/login
          /app,     /app/x/..;/auth/login,     /auth/login,  -,          /auth/login,     /auth/login
          /app,     /app/%61uth/login,         /auth/login,  -,          /auth/login,     /auth/login
          # the context, disguised
          /app,     /%61pp/auth,               /auth,        -,          /auth,           /auth
          /%61pp,   /%61pp/auth,               /auth,        -,          /auth,           /auth
          /app,     /app;x=1/auth,             /auth,        -,          /auth,           /auth
          /app;x=1, /app;x=1/auth,             /auth,        -,          /auth,           /auth
          /app,     /../app/auth,              /auth,        -,          /auth,           /auth
          /app,     /./app/auth,               /auth,        -,          /auth,           /auth
          /app,     /x/../app/auth,            /auth,        -,          /auth,           /auth
          /app,     //app/auth,                /auth,        -,          /auth,           /auth
          //app,    //app/auth,                /auth,        -,          /auth,           /auth
          /app,     /app%2fauth,               /auth,        -,          /auth,           /auth
          /app,     /app/../app/auth,          /auth,        -,          /auth,           /auth
          /app,     http://example.com/app/auth, /auth,      -,          /auth,           /auth
          ``,       http://example.com/auth,   /auth,        -,          /auth,           /auth
          ``,       http://example.com,        /,            -,          /,               /
          /caf%C3%A9, /café/auth,              /auth,        -,          /auth,           /auth
          /,        /auth,                     /auth,        -,          /auth,           /auth
          # out of the context, or beside it
          /app,     /app/../auth/login,        /../auth/login, -,        /../auth/login,  /auth/login
          /app,     /apple/auth,               /auth,        -,          /auth,           /apple/auth
          /app,     /other/auth,               /auth,        -,          /auth,           /other/auth
          /app,     /APP/auth,                 /auth,        -,          /auth,           /APP/auth
          # a forward, whose target the container decodes once more
          /app,     /app/%2561uth,             /auth,        -,          /auth,           /%61uth
          /app,     /app/auth/login,           /%61uth,      /login,     /%61uth/login,   /auth/login
          """)
  void a_request_path_as_the_container_maps_it_and_canonical(
      String context,
      String target,
      String servletPath,
      @Nullable String pathInfo,
      String mapped,
      String canonical) {
    RequestPath path = RequestPath.of(context, target, servletPath, pathInfo);
    assertThat(path.mapped()).isEqualTo(mapped);
    assertThat(path.canonical()).isEqualTo(canonical);
  }

  /** JAX-RS and WebSockets may read each segment as it is written. */
  /** Whatever separates once the target is decoded as a whole. */
  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource({
    "/app/j_security_check,          /j_security_check",
    "/app/j_security_check;x=1,      /j_security_check",
    "/app/j_security_check%3Bx=1,    /j_security_check",
    "/app/j_security_check%3b,       /j_security_check",
    "/app/x;a=%2Fj_security_check,   /j_security_check",
    "/app%2Fj%5Fsecurity_check,      /j_security_check",
    "/app/j_security_check/,         /",
    "/app/j_security_check%2,        ''",
    "/app/j_security_check%253Bx,    /j_security_check%3Bx"
  })
  void the_last_segment_of_a_target_that_is_decoded_as_a_whole(String target, String segment) {
    assertThat(RequestPath.lastSegment(target)).isEqualTo(segment);
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource({
    "/app/calls/4711/welcome,         /calls/4711/welcome",
    "/app/calls/4711/welcome/,        /calls/4711/welcome",
    "/app/calls/..,                   /calls/..",
    "/app/calls/../welcome,           /calls/../welcome",
    "/app/calls/./welcome,            /calls/./welcome",
    "/app/calls/..;x=1/welcome,       /calls/../welcome",
    "/app//calls//../welcome,         /calls/../welcome",
    "/app/calls/a%2fb/welcome,        /calls/a%2Fb/welcome",
    "/app/calls/a%2Fb/welcome,        /calls/a%2Fb/welcome",
    "/app/calls/a%2f..%2fb/welcome,   /calls/a%2F..%2Fb/welcome",
    "/app/calls/a%5cb/welcome,        /calls/a\\b/welcome",
    "/app/calls/%2f/welcome,          /calls/%2F/welcome",
    "/%61pp/calls/../welcome,         /calls/../welcome",
    "/app;x=1/calls/..,               /calls/..",
    "/app/calls/caf%C3%A9/..,         /calls/café/..",
    "/app,                            /",
    "/app/,                           /",
    "/x/../app/calls/..,              /x/../app/calls/..",
  })
  void a_request_path_literally(String target, String literal) {
    assertThat(RequestPath.of("/app", target, "/", null).literal()).isEqualTo(literal);
  }

  @Test
  void a_variable_may_stand_for_dots_and_encoded_slashes() {
    RequestPath dots = RequestPath.of("/app", "/app/rest/calls/..", "/rest", null);
    assertThat(dots.views()).containsExactly("/rest", "/rest/calls/..");
    RequestPath slash = RequestPath.of("/app", "/app/rest/calls/a%2fb", "/rest", "/calls/a/b");
    assertThat(slash.views()).containsExactly("/rest/calls/a/b", "/rest/calls/a%2Fb");
  }

  @Test
  void protection_asks_for_any_view_exemption_for_all() {
    RequestPath differing = RequestPath.of("/app", "/app/rest/auth;x=1/login", "/rest", "/auth");
    assertThat(differing.any("/rest/auth"::equals)).isTrue();
    assertThat(differing.any("/rest/auth/login"::equals)).isTrue();
    assertThat(differing.any("/rest"::equals)).isFalse();
    assertThat(differing.all("/rest/auth"::equals)).isFalse();
    assertThat(differing.all("/rest/auth/login"::equals)).isFalse();
    assertThat(differing.all(path -> path.startsWith("/rest/auth"))).isTrue();
  }

  @Test
  void equal_views_are_asked_about_once() {
    RequestPath equal = RequestPath.of("/app", "/app/%61uth", "/auth", null);
    List<String> asked = new ArrayList<>();
    assertThat(equal.any(path -> !asked.add(path))).isFalse();
    assertThat(equal.all(path -> asked.add(path))).isTrue();
    assertThat(asked).containsExactly("/auth", "/auth");
  }

  @ParameterizedTest(name = "{0}: match {1}, refuse {2}")
  @CsvSource({
    "/app/auth,                  passes,  passes",
    "/app/auth/,                 passes,  passes",
    "/app/caf%C3%A9,             passes,  passes",
    "/app/auth;jsessionid=1,     passes,  passes",
    "/app/auth;x=1,              passes,  refuses",
    "/app//auth,                 passes,  refuses",
    "/app/x/../auth,             passes,  refuses",
    "/app/x%2fy,                 passes,  refuses",
    "/app/x%5cy,                 passes,  refuses",
    "/app/x%25y,                 passes,  refuses",
    "/app/x%3by,                 passes,  refuses",
    "/app/x/%2e%2e/auth,         refuses, refuses",
    "/app/auth%00,               refuses, refuses",
    "/app/auth%0a,               refuses, refuses",
    "/app/auth%zz,               refuses, refuses",
    "/app/auth%ff,               refuses, refuses",
    "/app\\auth,                 refuses, refuses",
  })
  void ambiguous_paths_are_matched_or_refused_impossible_ones_always_refused(
      String target, String match, String refuse) {
    RequestPath path = RequestPath.of("/app", target, "/auth", null);
    assertThat(AmbiguousPaths.MATCH.refuses(path)).isEqualTo(match.equals("refuses"));
    assertThat(AmbiguousPaths.REFUSE.refuses(path)).isEqualTo(refuse.equals("refuses"));
  }

  /** The fast path for plain targets and the full computation have the same result. */
  @Property
  void the_short_way_says_what_the_long_way_says(@ForAll("targets") String target) {
    RequestPath path = RequestPath.of("", target, target, null);
    CanonicalTarget canonical = CanonicalTarget.of(target);
    assertThat(path.canonical()).isEqualTo(canonical.path());
    assertThat(path.literal()).isEqualTo(canonical.literal());
    assertThat(path.form()).isEqualTo(canonical.form());
  }

  @Property
  void no_request_is_too_strange(
      @ForAll("targets") String target,
      @ForAll("targets") String context,
      @ForAll String servletPath) {
    RequestPath path = RequestPath.of(context, target, servletPath, context);
    assertThat(path.any(view -> true)).isTrue();
    assertThat(path.all(view -> view.isEmpty())).isFalse();
  }

  @Provide
  Arbitrary<String> targets() {
    return Arbitraries.of(
            "/", "/", "\\", ";", ".", "..", "%", "%2e", "%2f", "%61", "%25", "a", "app", "auth",
            " ", "\u007f", "\ud800", "é")
        .list()
        .ofMaxSize(8)
        .map(parts -> "/" + String.join("", parts));
  }
}

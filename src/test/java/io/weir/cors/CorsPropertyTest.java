package io.weir.cors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Properties that hold for every request. */
class CorsPropertyTest {

  private static final Set<String> LISTED =
      Set.of("https://app.example.com", "https://a.example:8443", "http://192.0.2.1");

  private static final Set<String> OF_THE_PATTERN =
      Set.of("https://a.example.com", "https://b.a.example.com:8443", "https://example.com");

  private static final CorsPolicy LIST =
      Policies.of(
          "allowed-origins", String.join(",", LISTED),
          "allowed-methods", "PUT, DELETE",
          "allowed-headers", "X-A, X-B",
          "exposed-headers", "X-C");

  private static final CorsProtocol PROTOCOL = new CorsProtocol(LIST);

  private static final CorsProtocol PATTERN =
      new CorsProtocol(Policies.of("allowed-origins", "https://*.example.com:*"));

  /** Texts similar to origins, and allowed origins with one character added, removed or changed. */
  @Provide
  Arbitrary<String> origins() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "https://",
            "http://",
            "app",
            "a",
            ".",
            "example",
            "com",
            ":",
            "8443",
            "443",
            "null",
            "192.0.2.1",
            "[::1]",
            "*",
            "/",
            "@",
            "#",
            "\\",
            "%",
            "_",
            "-",
            " ",
            ",",
            "\u0000",
            "É");
    Arbitrary<String> mutated =
        Combinators.combine(
                Arbitraries.oneOf(Arbitraries.of(LISTED), Arbitraries.of(OF_THE_PATTERN)),
                Arbitraries.integers().between(0, 30),
                Arbitraries.integers().between(0, 1),
                Arbitraries.strings().ascii().ofMaxLength(2))
            .as(CorsPropertyTest::mutated);
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(8).map(list -> String.join("", list)), mutated);
  }

  private static String mutated(String origin, int place, int removed, String inserted) {
    int at = Math.min(place, origin.length());
    return origin.substring(0, at)
        + inserted
        + origin.substring(Math.min(at + removed, origin.length()));
  }

  @Property
  void no_origin_that_is_not_listed_is_ever_granted(
      @ForAll("origins") String origin, @ForAll boolean preflight, @ForAll boolean own) {
    CorsAnswer answer =
        PROTOCOL.answer(
            new CorsRequest(
                preflight ? "OPTIONS" : "POST",
                List.of(origin),
                preflight ? List.of("PUT") : List.of(),
                List.of(),
                own,
                false));
    if (LISTED.contains(origin)) {
      assertThat(answer.headers()).containsEntry("Access-Control-Allow-Origin", origin);
    } else {
      assertThat(answer.headers()).isEmpty();
    }
    assertThat(answer.varies()).isTrue();
  }

  @Property
  void a_pattern_grants_only_what_ends_in_its_name_at_a_label(@ForAll("origins") String origin) {
    Map<String, String> headers =
        PATTERN
            .answer(new CorsRequest("GET", List.of(origin), List.of(), List.of(), false, false))
            .headers();
    assertThat(headers.containsKey("Access-Control-Allow-Origin"))
        .isEqualTo(origin.matches("https://([a-z0-9_-]+\\.)+example\\.com(:[1-9][0-9]{0,3})?"));
  }

  @Property
  void nothing_is_granted_that_is_not_allowed(
      @ForAll("names") String method, @ForAll("lists") List<String> headerLines) {
    CorsAnswer answer =
        PROTOCOL.answer(
            new CorsRequest(
                "OPTIONS",
                List.of("https://app.example.com"),
                List.of(method),
                headerLines,
                false,
                false));
    assertThat(List.of("PUT", "DELETE", "GET", "HEAD", "POST"))
        .containsAnyOf(answer.headers().getOrDefault("Access-Control-Allow-Methods", "GET"));
    assertThat(
            Set.of(answer.headers().getOrDefault("Access-Control-Allow-Headers", "x-a").split(",")))
        .isSubsetOf("x-a", "x-b");
    assertThat(answer.headers().isEmpty())
        .isEqualTo(answer.verdict() == CorsAnswer.Verdict.PREFLIGHT_REFUSED);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.of("PUT", "DELETE", "GET", "PATCH", "x-a", "X-B", "*", ""),
        Arbitraries.strings().ascii().ofMaxLength(4));
  }

  @Provide
  Arbitrary<List<String>> lists() {
    return names().list().ofMaxSize(3).map(list -> String.join(",", list)).list().ofMaxSize(3);
  }
}

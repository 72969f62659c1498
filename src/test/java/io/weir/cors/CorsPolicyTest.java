package io.weir.cors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.settings.Written;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The deployment reports all mistakes at once, each with a value that works. */
class CorsPolicyTest {

  private static final String APP = "https://app.example.com";

  @Test
  void what_is_not_written_is_safe() {
    CorsPolicy policy = Policies.of("allowed-origins", APP);
    assertThat(policy.allowedMethods().names()).containsExactlyInAnyOrder("GET", "HEAD", "POST");
    assertThat(policy.allowedHeaders()).isEqualTo(new NameList(false, Set.of()));
    assertThat(policy.exposedHeaders()).isEqualTo(new NameList(false, Set.of()));
    assertThat(policy.credentials()).isFalse();
    assertThat(policy.maxAge()).hasSeconds(5);
    assertThat(policy.refuse()).isTrue();
    assertThat(policy.debug()).isFalse();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        told(
            "allowed-origins: the list is empty, so no page could read a response; write an origin such as https://app.example.com, subdomains such as https://*.example.com, or * for every origin."),
        told(
            "allowed-origins: the list is empty, so no page could read a response; write an origin such as https://app.example.com, subdomains such as https://*.example.com, or * for every origin.",
            "allowed-origins",
            " , ,"),
        told(
            "allowed-origins: \"*\" allows every origin and must stand alone; remove it, or remove the other origins.",
            "allowed-origins",
            "*, " + APP),
        told(
            "allowed-origins: \"*\" with allow-credentials: every page that a user visits could read the user's data; list the origins.",
            "allowed-origins",
            "*",
            "allow-credentials",
            "true"),
        told(
            "exposed-headers: \"*\" with allow-credentials: browsers then treat it as a header name (Fetch §3.3.4); list the headers.",
            "allowed-origins",
            APP,
            "exposed-headers",
            "*",
            "allow-credentials",
            "true"),
        told(
            "allowed-origins: \"http://app.example.com:6060\" with allow-credentials: anyone on the network path can change a page loaded over http and read the user's data; use"
                + " https, or set dangerously-allow-insecure-origins.",
            "allowed-origins",
            "http://app.example.com:6060",
            "allow-credentials",
            "true"),
        told(
            "allowed-origins: \"http://*.example.com\": anyone on the network path can change a page loaded over http, for any subdomain; write \"https://*.example.com\", or set"
                + " dangerously-allow-insecure-origins.",
            "allowed-origins",
            "http://*.example.com"),
        told(
            "allowed-origins: \"https://*.co.uk\": anyone can register a name below the public suffix co.uk; use a domain of your own, or set dangerously-allow-public-suffixes.",
            "allowed-origins",
            "https://*.co.uk"),
        told(
            "allowed-origins: \"https://*.github.io:*\": anyone can register a name below the public suffix github.io; use a domain of your own, or set dangerously-allow-public-suffixes.",
            "allowed-origins",
            "https://*.github.io:*"),
        told(
            "allowed-origins: \"https://*.amazonaws.com\": anyone can register a name below the public suffix s3.amazonaws.com; use a domain of your own, or set dangerously-allow-public-suffixes.",
            "allowed-origins",
            "https://*.amazonaws.com"),
        told(
            "allowed-origins: \"https://*.windows.net\": anyone can register a name below the public suffix web.core.windows.net; use a domain of your own, or set dangerously-allow-public-suffixes.",
            "allowed-origins",
            "https://*.windows.net"),
        told(
            "allowed-origins: \"app://*.example.com\": subdomains are allowed only for https and http, whose host names have owners; list each origin.",
            "allowed-origins",
            "app://*.example.com"),
        told(
            "own-origins: \"https://*.com\": anyone can register a name below the public suffix com; use a domain of your own, or set dangerously-allow-public-suffixes.",
            "allowed-origins",
            APP,
            "own-origins",
            "https://*.com"),
        told(
            "own-origins: \"*\": list the own origins of the application one by one.",
            "allowed-origins",
            APP,
            "own-origins",
            "*"),
        told(
            "allowed-methods: \"CONNECT\": browsers never send this method for a page; remove it.",
            "allowed-origins",
            APP,
            "allowed-methods",
            "CONNECT"),
        told(
            "allowed-methods: \"trace\": browsers never send this method for a page; remove it.",
            "allowed-origins",
            APP,
            "allowed-methods",
            "PUT, trace"),
        told(
            "allowed-methods: \"TRACK\": browsers never send this method for a page; remove it.",
            "allowed-origins",
            APP,
            "allowed-methods",
            "TRACK"),
        told(
            "allowed-methods: \"résumé\": not a method name; a token such as PUT or PATCH, or * is allowed.",
            "allowed-origins",
            APP,
            "allowed-methods",
            "résumé"),
        told(
            "allowed-methods: \"PUT DELETE\": the elements of a list are separated by commas; write \"PUT, DELETE\".",
            "allowed-origins",
            APP,
            "allowed-methods",
            "PUT DELETE"),
        told(
            "allowed-methods: \"patch\": methods are case-sensitive; write \"PATCH\".",
            "allowed-origins",
            APP,
            "allowed-methods",
            "patch"),
        told(
            "allowed-headers: \"X-Request-Id; X-Trace\": the elements of a list are separated by commas; write \"X-Request-Id, X-Trace\".",
            "allowed-origins",
            APP,
            "allowed-headers",
            "X-Request-Id; X-Trace"),
        told(
            "allowed-headers: \"X-Request-Id:\": not a header name; a token such as X-Request-Id, or * is allowed.",
            "allowed-origins",
            APP,
            "allowed-headers",
            "X-Request-Id:"),
        told(
            "allowed-origins: \"https://a.example https://b.example\": the elements of a list are separated by commas; write \"https://a.example, https://b.example\".",
            "allowed-origins",
            "https://a.example\n  https://b.example"),
        told(
            "own-origins: \"https://a.example;\": the elements of a list are separated by commas; write \"https://a.example\".",
            "allowed-origins",
            APP,
            "own-origins",
            "https://a.example;"),
        told(
            "allowed-headers: \"Cookie\": the browser sets this header, a page cannot; remove it.",
            "allowed-origins",
            APP,
            "allowed-headers",
            "Cookie"),
        told(
            "allowed-headers: \"Sec-Foo\": the browser sets this header, a page cannot; remove it.",
            "allowed-origins",
            APP,
            "allowed-headers",
            "Sec-Foo"),
        told(
            "allowed-headers: \"Proxy-Foo\": the browser sets this header, a page cannot; remove it.",
            "allowed-origins",
            APP,
            "allowed-headers",
            "Proxy-Foo"),
        told(
            "allowed-headers: \"Access-Control-Allow-Origin\": this is a response header, and no page sends it; remove it.",
            "allowed-origins",
            APP,
            "allowed-headers",
            "Access-Control-Allow-Origin"),
        told(
            "exposed-headers: \"Set-Cookie\": browsers never let a page read this header; remove it.",
            "allowed-origins",
            APP,
            "exposed-headers",
            "Set-Cookie"),
        told(
            "exposed-headers: \"Origin\": this is a header of requests or preflights, and no page reads it; remove it.",
            "allowed-origins",
            APP,
            "exposed-headers",
            "Origin"),
        told(
            "exposed-headers: \"résumé\": not a header name; a token such as X-Request-Id, or * is allowed.",
            "allowed-origins",
            APP,
            "exposed-headers",
            "résumé"),
        told(
            "max-age: \"-2\": allowed is a whole number from -1 to 86400",
            "allowed-origins",
            APP,
            "max-age",
            "-2"),
        told(
            "max-age: \"86401\": allowed is a whole number from -1 to 86400",
            "allowed-origins",
            APP,
            "max-age",
            "86401"),
        told(
            "max-age: \"10s\": allowed is a whole number from -1 to 86400",
            "allowed-origins",
            APP,
            "max-age",
            "10s"),
        told(
            "refuse-except: \"ip:192.0.2.1\": only paths are allowed, as in path:/saml/acs.",
            "allowed-origins",
            APP,
            "refuse-except",
            "ip:192.0.2.1"),
        told("refuse: \"no\": allowed are true, false.", "allowed-origins", APP, "refuse", "no"));
  }

  private static Arguments told(String mistake, String... settings) {
    return Arguments.of(mistake, List.of(settings));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void mistakes(String mistake, List<String> settings) {
    assertThat(Policies.mistakes(settings.toArray(String[]::new))).containsExactly(mistake);
  }

  @Test
  void all_mistakes_are_told_at_once() {
    assertThat(
            Policies.mistakes(
                "allowed-origins", "https://example.com/, null, http://a.example",
                "allowed-methods", "CONNECT, résumé",
                "allowed-headers", "résumé, Access-Control-Allow-Origin",
                "exposed-headers", "Set-Cookie",
                "allow-credentials", "true",
                "max-age", "86401",
                "alowed-origins", "x"))
        .hasSize(10);
  }

  static Stream<List<String>> allowed() {
    return Stream.of(
        List.of("allowed-origins", "*"),
        List.of("allowed-origins", "*", "exposed-headers", "*", "allowed-headers", "*"),
        List.of("allowed-origins", "http://example.com"),
        List.of("allowed-origins", "app://example.com"),
        List.of("allowed-origins", "https://*.example.com, https://*.example.co.uk"),
        List.of(
            "allowed-origins",
            "https://*.amazonaws.com",
            "dangerously-allow-public-suffixes",
            "true"),
        List.of("allowed-origins", "http://localhost:*", "allow-credentials", "true"),
        List.of("allowed-origins", "http://app.localhost:8080", "allow-credentials", "true"),
        List.of("allowed-origins", "http://127.0.0.1:8080", "allow-credentials", "true"),
        List.of("allowed-origins", "http://[::1]", "allow-credentials", "true"),
        List.of("allowed-origins", "http://*.localhost", "allow-credentials", "true"),
        List.of("allowed-origins", "https://192.0.2.1", "allow-credentials", "true"),
        List.of(
            "allowed-origins", "http://a.example, http://*.example.com",
            "allow-credentials", "true",
            "dangerously-allow-insecure-origins", "true"),
        List.of(
            "allowed-origins", "https://*.github.io", "dangerously-allow-public-suffixes", "true"),
        List.of("allowed-origins", APP, "own-origins", "http://shop.example.com"),
        List.of("allowed-origins", APP, "max-age", "-1"),
        List.of("allowed-origins", APP, "max-age", "86400"));
  }

  @ParameterizedTest
  @MethodSource
  void allowed(List<String> settings) {
    assertThat(Policies.mistakes(settings.toArray(String[]::new))).isEmpty();
  }

  @Test
  void the_filter_is_wanted_by_its_origins_wherever_and_by_the_rest_only_in_the_application() {
    Map<String, String> none = Map.of();
    Map<String, String> origins = Map.of("weir.cors.allowed-origins", APP);
    Map<String, String> age = Map.of("weir.cors.max-age", "600");
    assertThat(CorsPolicy.isGiven(Written.around("cors", none, origins))).isTrue();
    assertThat(CorsPolicy.isGiven(Written.around("cors", origins, none))).isTrue();
    assertThat(CorsPolicy.isGiven(Written.around("cors", age, none))).isTrue();
    assertThat(CorsPolicy.isGiven(Written.around("cors", none, age))).isFalse();
    assertThat(CorsPolicy.isGiven(Written.around("cors", none, none))).isFalse();
  }

  @Test
  void names_are_kept_as_browsers_send_them() {
    CorsPolicy policy =
        Policies.of(
            "allowed-origins", APP,
            "allowed-methods", "put, Delete, PURGE, PATCH",
            "allowed-headers", "X-Request-Id, content-type");
    assertThat(policy.allowedMethods().names())
        .isEqualTo(Set.of("PUT", "DELETE", "PURGE", "PATCH"));
    assertThat(policy.allowedHeaders().names()).isEqualTo(Set.of("x-request-id", "content-type"));
  }
}

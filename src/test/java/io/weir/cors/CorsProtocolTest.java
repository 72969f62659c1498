package io.weir.cors;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.cors.CorsAnswer.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The results of the CORS protocol for requests, by policy. */
class CorsProtocolTest {

  private static final String APP = "https://app.example.com";
  private static final String FOREIGN = "https://evil.example";

  private static final String[] LIST = {
    "allowed-origins",
    APP
        + ", https://*.example.org, https://*.example.net:*, http://localhost:*,"
        + " https://api.example.com:8443, http://192.0.2.1, https://[2001:db8::1]:9090",
    "own-origins",
    "https://shop.example.com",
    "allowed-methods",
    "PUT, DELETE",
    "allowed-headers",
    "Content-Type, X-Request-Id, Authorization",
    "exposed-headers",
    "X-Page",
    "max-age",
    "600",
  };

  private static final String[] EVERYBODY = {"allowed-origins", "*"};

  private static CorsAnswer answer(CorsRequest request, String... settings) {
    return new CorsProtocol(Policies.of(settings)).answer(request);
  }

  private static String[] with(String[] settings, String... more) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static CorsRequest from(String... origins) {
    return new CorsRequest("POST", List.of(origins), List.of(), List.of(), false, false);
  }

  private static CorsRequest asking(String method, String... headerLines) {
    return preflight(APP, List.of(method), List.of(headerLines));
  }

  private static CorsRequest preflight(
      String origin, List<String> methods, List<String> headerLines) {
    return new CorsRequest("OPTIONS", List.of(origin), methods, headerLines, false, false);
  }

  private static String headers(CorsAnswer answer) {
    return new TreeMap<>(answer.headers()).toString();
  }

  @Nested
  class AnActualRequest {

    @ParameterizedTest
    @ValueSource(
        strings = {
          APP,
          "https://a.example.org",
          "https://a.b.example.org",
          "https://a.example.net",
          "https://a.example.net:8443",
          "http://localhost",
          "http://localhost:3000",
          "https://api.example.com:8443",
          "http://192.0.2.1",
          "https://[2001:db8::1]:9090",
        })
    void ofAnAllowedOriginPassesAndIsGrantedToThisOrigin(String origin) {
      CorsAnswer answer = answer(from(origin), LIST);
      assertThat(answer.verdict()).isEqualTo(Verdict.PASSES);
      assertThat(answer.refusal()).isEmpty();
      assertThat(answer.headers())
          .isEqualTo(
              Map.of(
                  "Access-Control-Allow-Origin",
                  origin,
                  "Access-Control-Expose-Headers",
                  "x-page"));
      assertThat(answer.varies()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "null",
          "",
          "https://evil.example",
          "https://evil-app.example.com",
          "https://app.example.com.evil.example",
          "https://app.example.comevil.example",
          "https://app-example.com",
          "https://appxexample.com",
          "https://example.com",
          "https://sub.app.example.com",
          "https://app.example.com.",
          "https://App.example.com",
          "HTTPS://app.example.com",
          "http://app.example.com",
          "https://app.example.com:443",
          "https://app.example.com:8443",
          "https://app.example.com:",
          "https://app.example.com/",
          "https://app.example.com/path",
          "https://app.example.com?",
          "https://app.example.com#",
          "https://user@app.example.com",
          "https://evil.example@app.example.com",
          "https://app.example.com\\.evil.example",
          "https://app.example.com%60.evil.example",
          "https://app.example.com_.evil.example",
          "https://app.example.com!.evil.example",
          "https:app.example.com",
          "//app.example.com",
          "app.example.com",
          "https://",
          "https://example.org",
          "https://.example.org",
          "https://a..example.org",
          "https://aexample.org",
          "https://evil.example#.example.org",
          "https://evil.example/.example.org",
          "https://a.example.org.",
          "https://a.example.org:8443",
          "http://a.example.org",
          "http://a.example.net",
          "https://a.example.net:",
          "https://a.example.net:0",
          "https://a.example.net:65536",
          "https://a.example.net:080",
          "https://a.example.net:8x",
          "https://localhost",
          "http://localhost.evil.example:3000",
          "http://a.localhost",
          "https://api.example.com",
          "https://api.example.com:8444",
          "https://api.example.com:84430",
          "https://192.0.2.1",
          "http://192.0.2.10",
          "http://1.192.0.2.1",
          "https://[2001:db8::1]",
          "https://[2001:db8:0::1]:9090",
          "https://2001:db8::1:9090",
          "https://*.example.org",
          "https://*",
          "*",
          "file://",
        })
    void ofAnyOtherOriginIsRefused(String origin) {
      CorsAnswer answer = answer(from(origin), LIST);
      assertThat(answer.verdict()).isEqualTo(Verdict.REFUSED);
      assertThat(answer.headers()).isEmpty();
      assertThat(answer.varies()).isTrue();
    }

    @Test
    void of_a_long_origin_is_refused() {
      assertThat(answer(from("https://" + "a.".repeat(200) + "example.org"), LIST).verdict())
          .isEqualTo(Verdict.REFUSED);
    }

    @Test
    void of_a_foreign_origin_passes_without_headers_where_nothing_is_refused() {
      CorsAnswer answer = answer(from(FOREIGN), with(LIST, "refuse", "false"));
      assertThat(answer.verdict()).isEqualTo(Verdict.PASSES);
      assertThat(answer.headers()).isEmpty();
      assertThat(answer.varies()).isTrue();
      assertThat(answer.refusal()).hasToString("Optional[the origin is not among allowed-origins]");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://app.example.com, https://app.example.com",
          "https://app.example.com,https://evil.example",
          "https://app.example.com https://evil.example",
          "https://evil.example\thttps://app.example.com",
          " https://app.example.com",
        })
    void withAListInItsOriginIsRefusedWhateverTheSettingsSay(String list) {
      assertThat(answer(from(list), with(LIST, "refuse", "false")).verdict())
          .isEqualTo(Verdict.REFUSED);
      assertThat(answer(from(list), EVERYBODY).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void with_two_lines_of_origin_is_refused_even_if_both_are_allowed() {
      assertThat(answer(from(APP, APP), LIST).verdict()).isEqualTo(Verdict.REFUSED);
      assertThat(answer(from(APP, FOREIGN), with(LIST, "refuse", "false")).verdict())
          .isEqualTo(Verdict.REFUSED);
      assertThat(answer(from(APP, APP), EVERYBODY).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void of_no_origin_passes_and_says_that_others_would_be_answered_otherwise() {
      CorsAnswer answer = answer(from(), LIST);
      assertThat(answer.verdict()).isEqualTo(Verdict.PASSES);
      assertThat(answer.headers()).isEmpty();
      assertThat(answer.varies()).isTrue();
    }

    @Test
    void with_credentials_is_told_so() {
      assertThat(headers(answer(from(APP), "allowed-origins", APP, "allow-credentials", "true")))
          .isEqualTo(
              "{Access-Control-Allow-Credentials=true, Access-Control-Allow-Origin=" + APP + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {APP, "null", "file://", "https://EVIL.example"})
    void of_any_origin_passes_where_all_are_allowed(String origin) {
      CorsAnswer answer = answer(from(origin), with(EVERYBODY, "exposed-headers", "*"));
      assertThat(answer.verdict()).isEqualTo(Verdict.PASSES);
      assertThat(headers(answer))
          .isEqualTo("{Access-Control-Allow-Origin=*, Access-Control-Expose-Headers=*}");
      assertThat(answer.varies()).isFalse();
    }

    @Test
    void of_no_origin_carries_the_star_for_caches_where_all_are_allowed() {
      assertThat(headers(answer(from(), EVERYBODY))).isEqualTo("{Access-Control-Allow-Origin=*}");
    }
  }

  @Nested
  class TheApplicationsOwnPage {

    @Test
    void posts_with_its_origin_and_passes() {
      CorsAnswer answer = answer(from("https://shop.example.com"), LIST);
      assertThat(answer.verdict()).isEqualTo(Verdict.PASSES);
      assertThat(answer.headers()).isEmpty();
      assertThat(answer.refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example.net:1", "null", FOREIGN})
    void is_known_by_what_the_browser_says_of_it(String origin) {
      CorsRequest request =
          new CorsRequest("POST", List.of(origin), List.of(), List.of(), true, false);
      assertThat(answer(request, LIST).verdict()).isEqualTo(Verdict.PASSES);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://shop.example.com",
          "https://shop.example.com:8443",
          "https://a.shop.example.com",
          "https://shop.example.com.evil.example"
        })
    void isNoOtherPage(String origin) {
      assertThat(answer(from(origin), LIST).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void is_not_believed_with_two_origins() {
      CorsRequest request =
          new CorsRequest("POST", List.of(APP, FOREIGN), List.of(), List.of(), true, false);
      assertThat(answer(request, LIST).verdict()).isEqualTo(Verdict.REFUSED);
    }
  }

  @Nested
  class AWebSocket {

    private static CorsRequest upgrade(String... origins) {
      return new CorsRequest("GET", List.of(origins), List.of(), List.of(), false, true);
    }

    @Test
    void of_a_foreign_origin_is_refused_even_where_requests_pass() {
      assertThat(answer(upgrade(FOREIGN), with(LIST, "refuse", "false")).verdict())
          .isEqualTo(Verdict.REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
      "*, https://evil.example, false, false, REFUSED",
      "*, https://shop.example.com, false, false, PASSES",
      "*, https://evil.example, true, false, PASSES",
      "http://app.example.com, http://app.example.com, false, false, REFUSED",
      "http://app.example.com, http://app.example.com, false, true, PASSES",
      "http://localhost:*, http://localhost:3000, false, false, PASSES",
      "https://*.example.org, https://a.example.org, false, false, PASSES",
    })
    void isAskedForAsIfItHadCredentials(
        String allowed, String origin, boolean own, boolean insecure, Verdict verdict) {
      CorsRequest request =
          new CorsRequest("GET", List.of(origin), List.of(), List.of(), own, true);
      CorsAnswer answer =
          answer(
              request,
              "allowed-origins",
              allowed,
              "own-origins",
              "https://shop.example.com",
              "dangerously-allow-insecure-origins",
              String.valueOf(insecure));
      assertThat(answer.verdict()).isEqualTo(verdict);
    }

    @Test
    void of_an_allowed_origin_of_the_applications_own_and_of_none_is_opened() {
      assertThat(answer(upgrade(APP), LIST).verdict()).isEqualTo(Verdict.PASSES);
      assertThat(answer(upgrade("https://shop.example.com"), LIST).verdict())
          .isEqualTo(Verdict.PASSES);
      assertThat(answer(upgrade(), LIST).verdict()).isEqualTo(Verdict.PASSES);
    }
  }

  @Nested
  class APreflight {

    @Test
    void is_granted_what_it_asks_for_and_nothing_else() {
      CorsAnswer answer = answer(asking("PUT", "content-type,x-request-id"), LIST);
      assertThat(answer.verdict()).isEqualTo(Verdict.PREFLIGHT_GRANTED);
      assertThat(answer.headers())
          .isEqualTo(
              Map.of(
                  "Access-Control-Allow-Origin", APP,
                  "Access-Control-Allow-Methods", "PUT",
                  "Access-Control-Allow-Headers", "content-type,x-request-id",
                  "Access-Control-Max-Age", "600"));
      assertThat(answer.varies()).isTrue();
    }

    @Test
    void with_credentials_is_told_so() {
      assertThat(
              answer(
                      asking("PUT"),
                      with(
                          LIST,
                          "allow-credentials",
                          "true",
                          "dangerously-allow-insecure-origins",
                          "true"))
                  .headers())
          .containsEntry("Access-Control-Allow-Credentials", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST"})
    void of_a_method_that_browsers_send_unasked_is_granted(String method) {
      assertThat(answer(asking(method, "x-request-id"), LIST).verdict())
          .isEqualTo(Verdict.PREFLIGHT_GRANTED);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        nullValues = "-",
        textBlock =
            """
            PATCH       | the method is not among allowed-methods: PATCH
            put         | the method is not among allowed-methods: put
            get         | the method is not among allowed-methods: get
            OPTIONS     | the method is not among allowed-methods: OPTIONS
            CONNECT     | the method is not among allowed-methods: CONNECT
            *           | the method is not among allowed-methods: *
            GET, DELETE | Access-Control-Request-Method is not one method
            PUT DELETE  | Access-Control-Request-Method is not one method
            ''          | Access-Control-Request-Method is not one method
            """)
    void of_any_other_method_is_refused(String method, String why) {
      CorsAnswer answer = answer(asking(method), LIST);
      assertThat(answer.verdict()).isEqualTo(Verdict.PREFLIGHT_REFUSED);
      assertThat(answer.headers()).isEmpty();
      assertThat(answer.refusal()).map(CorsRefusal::toString).contains(why);
    }

    @Test
    void with_two_methods_is_refused() {
      assertThat(answer(preflight(APP, List.of("PUT", "PUT"), List.of()), LIST).refusal())
          .map(CorsRefusal::cause)
          .contains(CorsRefusal.Cause.MALFORMED_METHOD);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        textBlock =
            """
            x-other                     | a header is not among allowed-headers: x-other
            content-type,x-other        | a header is not among allowed-headers: x-other
            content-type-x              | a header is not among allowed-headers: content-type-x
            *                           | a header is not among allowed-headers: *
            content type                | Access-Control-Request-Headers is no list of names, or too long
            content-type;x-request-id   | Access-Control-Request-Headers is no list of names, or too long
            x-résumé                    | Access-Control-Request-Headers is no list of names, or too long
            ,,,,,,,,,,,,,,,,,           | Access-Control-Request-Headers is no list of names, or too long
            """)
    void of_any_other_header_is_refused(String headers, String why) {
      CorsAnswer answer = answer(asking("PUT", headers), LIST);
      assertThat(answer.verdict()).isEqualTo(Verdict.PREFLIGHT_REFUSED);
      assertThat(answer.headers()).isEmpty();
      assertThat(answer.refusal()).map(CorsRefusal::toString).contains(why);
    }

    @Test
    void is_read_as_proxies_may_have_written_it() {
      CorsAnswer answer =
          answer(asking("PUT", "Content-Type ,\tx-request-id", "", ",AUTHORIZATION,"), LIST);
      assertThat(answer.headers())
          .containsEntry("Access-Control-Allow-Headers", "authorization,content-type,x-request-id");
    }

    @Test
    void is_read_no_further_than_a_browser_writes() {
      String[] everything = with(EVERYBODY, "allowed-headers", "*");
      assertThat(
              answer(asking("PUT", "x".repeat(4_096)), with(everything, "allowed-methods", "*"))
                  .verdict())
          .isEqualTo(Verdict.PREFLIGHT_GRANTED);
      assertThat(answer(asking("GET", "x".repeat(4_097)), everything).verdict())
          .isEqualTo(Verdict.PREFLIGHT_REFUSED);
      assertThat(answer(asking("GET", "x".repeat(4_000), "y".repeat(97)), everything).verdict())
          .isEqualTo(Verdict.PREFLIGHT_REFUSED);
    }

    @Test
    void is_granted_whatever_it_asks_for_by_name_where_all_is_allowed() {
      assertThat(
              headers(
                  answer(
                      asking("PURGE", "x-a,x-b"),
                      with(EVERYBODY, "allowed-methods", "*", "allowed-headers", "*"))))
          .isEqualTo(
              "{Access-Control-Allow-Headers=x-a,x-b, Access-Control-Allow-Methods=PURGE,"
                  + " Access-Control-Allow-Origin=*, Access-Control-Max-Age=5}");
    }

    @Test
    void is_not_granted_authorization_unless_it_is_named() {
      assertThat(
              answer(asking("GET", "authorization"), with(EVERYBODY, "allowed-headers", "*"))
                  .verdict())
          .isEqualTo(Verdict.PREFLIGHT_REFUSED);
      assertThat(
              answer(
                      asking("GET", "authorization"),
                      with(EVERYBODY, "allowed-headers", "*, Authorization"))
                  .verdict())
          .isEqualTo(Verdict.PREFLIGHT_GRANTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "TRACE", "track"})
    void is_never_granted_a_forbidden_method(String method) {
      assertThat(answer(asking(method), with(EVERYBODY, "allowed-methods", "*")).verdict())
          .isEqualTo(Verdict.PREFLIGHT_REFUSED);
    }

    @Test
    void of_a_foreign_origin_is_refused_even_where_requests_pass() {
      CorsAnswer answer =
          answer(preflight(FOREIGN, List.of("GET"), List.of()), with(LIST, "refuse", "false"));
      assertThat(answer.verdict()).isEqualTo(Verdict.PREFLIGHT_REFUSED);
      assertThat(answer.headers()).isEmpty();
      assertThat(answer.varies()).isTrue();
    }

    @Test
    void is_not_kept_where_max_age_is_minus_one() {
      assertThat(answer(asking("GET"), "allowed-origins", APP, "max-age", "-1").headers())
          .containsEntry("Access-Control-Max-Age", "0");
    }

    @Test
    void is_none_without_origin_or_method_or_if_it_is_no_options() {
      CorsRequest noOrigin =
          new CorsRequest("OPTIONS", List.of(), List.of("PUT"), List.of(), false, false);
      CorsRequest noMethod =
          new CorsRequest("OPTIONS", List.of(APP), List.of(), List.of(), false, false);
      CorsRequest noOptions =
          new CorsRequest("GET", List.of(APP), List.of("PUT"), List.of(), false, false);
      for (CorsRequest request : List.of(noOrigin, noMethod, noOptions)) {
        assertThat(answer(request, LIST).verdict()).isEqualTo(Verdict.PASSES);
      }
    }
  }
}

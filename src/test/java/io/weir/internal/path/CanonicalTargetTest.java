package io.weir.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A catalogue of the forms of request targets, and the result for each. */
class CanonicalTargetTest {

  @ParameterizedTest(name = "{0} → {1}, {2}")
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '`',
      textBlock =
          """
          # as written
          /                                →  /                       → PLAIN
          /auth/login                      →  /auth/login             → PLAIN
          /auth/login/                     →  /auth/login             → PLAIN
          /Auth/LOGIN                      →  /Auth/LOGIN             → PLAIN
          /a.b/c..d/e...                   →  /a.b/c..d/e...          → PLAIN
          /.well-known/openid              →  /.well-known/openid     → PLAIN
          /.../a                           →  /.../a                  → PLAIN
          /..a/.b                          →  /..a/.b                 → PLAIN
          /a,b/c+d/e&f/g=h/i!j/k$l         →  /a,b/c+d/e&f/g=h/i!j/k$l → PLAIN
          /a:b/@c/d~e/f_g/h-i/(j)/k*/l'm   →  /a:b/@c/d~e/f_g/h-i/(j)/k*/l'm → PLAIN
          /auth/login&x=1                  →  /auth/login&x=1         → PLAIN
          ``                               →  /                       → PLAIN
          # escapes of what needs none, and of what does
          /%61uth/login                    →  /auth/login             → PLAIN
          /auth/%6Cogin                    →  /auth/login             → PLAIN
          /auth/%6cogin                    →  /auth/login             → PLAIN
          /%61%75%74%68/%6c%6f%67%69%6e    →  /auth/login             → PLAIN
          /make-call/%2B49301234           →  /make-call/+49301234    → PLAIN
          /make-call/+49301234             →  /make-call/+49301234    → PLAIN
          /a%20b                           →  /a b                    → PLAIN
          /auth/login%20                   →  `/auth/login `          → PLAIN
          /%20/auth                        →  `/ /auth`               → PLAIN
          /caf%C3%A9                       →  /café                   → PLAIN
          /caf%c3%a9                       →  /café                   → PLAIN
          /café                            →  /café                   → PLAIN
          /cafe%CC%81                      →  /cafe\u0301             → PLAIN
          /%E2%82%AC                       →  /€                      → PLAIN
          /%F0%9F%8C%8A                    →  /🌊                     → PLAIN
          /🌊                              →  /🌊                     → PLAIN
          /a%3Fb                           →  /a?b                    → PLAIN
          /a%23b                           →  /a#b                    → PLAIN
          /a%2Cb%3Dc                       →  /a,b=c                  → PLAIN
          /file%2Etxt                      →  /file.txt               → PLAIN
          /a%2E%2Eb                        →  /a..b                   → PLAIN
          /%2e%2e%2e                       →  /...                    → PLAIN
          /%EF%BD%81uth                    →  /ａuth                  → PLAIN
          /%EF%BC%8F                       →  /／                     → PLAIN
          /auth%E2%88%95login              →  /auth∕login             → PLAIN
          # the session in the path
          /auth/login;jsessionid=1A2B      →  /auth/login             → PLAIN
          /auth/login;jsessionid=1A2B.node1 → /auth/login             → PLAIN
          /auth/login/;jsessionid=1A2B     →  /auth/login             → PLAIN
          /;jsessionid=1A2B                →  /                       → PLAIN
          /auth/login;jsessionid=          →  /auth/login             → PLAIN
          /auth;jsessionid=1A2B/login      →  /auth/login             → AMBIGUOUS
          /auth/login;jsessionid=1A2B/     →  /auth/login             → AMBIGUOUS
          /auth/login;jsessionid=1;x=2     →  /auth/login             → AMBIGUOUS
          /auth/login;x=2;jsessionid=1     →  /auth/login             → AMBIGUOUS
          /auth/login;jsessionid=1;jsessionid=2 → /auth/login         → AMBIGUOUS
          /auth/login;JSESSIONID=1         →  /auth/login             → AMBIGUOUS
          /auth/login;jsessionid           →  /auth/login             → AMBIGUOUS
          /auth/login;jsessionid=%2f       →  /auth/login             → AMBIGUOUS
          /auth/login;jsessionid=%00       →  /auth/login             → SUSPICIOUS
          # parameters
          /auth/login;                     →  /auth/login             → AMBIGUOUS
          /auth/login;x                    →  /auth/login             → AMBIGUOUS
          /auth/login;x=1                  →  /auth/login             → AMBIGUOUS
          /auth/login;x=1;y=2              →  /auth/login             → AMBIGUOUS
          /auth/login;;                    →  /auth/login             → AMBIGUOUS
          /auth/login;/                    →  /auth/login             → AMBIGUOUS
          /auth/login/;                    →  /auth/login             → AMBIGUOUS
          /auth/login/;x=1                 →  /auth/login             → AMBIGUOUS
          /auth;x=1/login                  →  /auth/login             → AMBIGUOUS
          /auth;/login                     →  /auth/login             → AMBIGUOUS
          /rest/auth;x=1/login             →  /rest/auth/login        → AMBIGUOUS
          /auth/login;x=1/extra            →  /auth/login/extra       → AMBIGUOUS
          /;x=1/auth/login                 →  /auth/login             → AMBIGUOUS
          /;/auth/login                    →  /auth/login             → AMBIGUOUS
          /auth/;x/login                   →  /auth/login             → AMBIGUOUS
          ;x=1/auth/login                  →  /auth/login             → AMBIGUOUS
          /auth/login;x=%2e%2e             →  /auth/login             → AMBIGUOUS
          /auth/login;x=%2f..              →  /auth/login             → AMBIGUOUS
          /auth/login;x=/../..             →  /                       → AMBIGUOUS
          /auth/login;x=a//b               →  /auth/login/b           → AMBIGUOUS
          /auth/login;x=%zz                →  /auth/login             → SUSPICIOUS
          /auth/login;x=%0a                →  /auth/login             → SUSPICIOUS
          # an encoded semicolon is a character, or it is not
          /auth/login%3b                   →  /auth/login;            → AMBIGUOUS
          /auth/login%3Bx=1                →  /auth/login;x=1         → AMBIGUOUS
          /auth%3bx=1/login                →  /auth;x=1/login         → AMBIGUOUS
          /auth/login%3bjsessionid=1       →  /auth/login;jsessionid=1 → AMBIGUOUS
          /auth/login%253bx                →  /auth/login%3bx         → AMBIGUOUS
          # slashes
          //                               →  /                       → AMBIGUOUS
          //auth/login                     →  /auth/login             → AMBIGUOUS
          ///auth/login                    →  /auth/login             → AMBIGUOUS
          /auth//login                     →  /auth/login             → AMBIGUOUS
          /auth////login                   →  /auth/login             → AMBIGUOUS
          /auth/login//                    →  /auth/login             → AMBIGUOUS
          /auth/login/////                 →  /auth/login             → AMBIGUOUS
          /auth%2flogin                    →  /auth/login             → AMBIGUOUS
          /auth%2Flogin                    →  /auth/login             → AMBIGUOUS
          /%2fauth/login                   →  /auth/login             → AMBIGUOUS
          %2fauth/login                    →  /auth/login             → AMBIGUOUS
          /auth/login%2f                   →  /auth/login             → AMBIGUOUS
          /auth/%2flogin                   →  /auth/login             → AMBIGUOUS
          /auth%2f%2flogin                 →  /auth/login             → AMBIGUOUS
          /auth%252flogin                  →  /auth%2flogin           → AMBIGUOUS
          /auth%25252flogin                →  /auth%252flogin         → AMBIGUOUS
          # backslashes
          /auth\\login                     →  /auth/login             → SUSPICIOUS
          \\auth\\login                    →  /auth/login             → SUSPICIOUS
          /auth/login\\                    →  /auth/login             → SUSPICIOUS
          /auth/..\\auth\\login            →  /auth/login             → SUSPICIOUS
          /auth%5clogin                    →  /auth/login             → AMBIGUOUS
          /auth%5Clogin                    →  /auth/login             → AMBIGUOUS
          /api/..%5cauth/login             →  /auth/login             → AMBIGUOUS
          /auth%255clogin                  →  /auth%5clogin           → AMBIGUOUS
          # dot segments
          /./auth/login                    →  /auth/login             → AMBIGUOUS
          /auth/./login                    →  /auth/login             → AMBIGUOUS
          /auth/login/.                    →  /auth/login             → AMBIGUOUS
          /auth/login/./                   →  /auth/login             → AMBIGUOUS
          /auth/x/../login                 →  /auth/login             → AMBIGUOUS
          /x/../auth/login                 →  /auth/login             → AMBIGUOUS
          /x/y/../../auth/login            →  /auth/login             → AMBIGUOUS
          /../auth/login                   →  /auth/login             → AMBIGUOUS
          /../../../auth/login             →  /auth/login             → AMBIGUOUS
          /auth/login/..                   →  /auth                   → AMBIGUOUS
          /auth/login/../..                →  /                       → AMBIGUOUS
          /auth/login/x/..                 →  /auth/login             → AMBIGUOUS
          /auth//../login                  →  /login                  → AMBIGUOUS
          ./auth/login                     →  /auth/login             → AMBIGUOUS
          ..                               →  /                       → AMBIGUOUS
          # dot segments with parameters
          /x/..;/auth/login                →  /auth/login             → AMBIGUOUS
          /x/..;y=1/auth/login             →  /auth/login             → AMBIGUOUS
          /auth/.;/login                   →  /auth/login             → AMBIGUOUS
          /..;/auth/login                  →  /auth/login             → AMBIGUOUS
          /x/..;jsessionid=1               →  /                       → AMBIGUOUS
          # dot segments and encoded slashes
          /api/..%2fauth/login             →  /auth/login             → AMBIGUOUS
          /api%2f../auth/login             →  /auth/login             → AMBIGUOUS
          /api%2f..%2fauth%2flogin         →  /auth/login             → AMBIGUOUS
          /auth/.%2flogin                  →  /auth/login             → AMBIGUOUS
          # encoded dots
          /x/%2e%2e/auth/login             →  /auth/login             → SUSPICIOUS
          /x/%2E%2E/auth/login             →  /auth/login             → SUSPICIOUS
          /x/.%2e/auth/login               →  /auth/login             → SUSPICIOUS
          /x/%2e./auth/login               →  /auth/login             → SUSPICIOUS
          /auth/%2e/login                  →  /auth/login             → SUSPICIOUS
          /auth/login/%2e                  →  /auth/login             → SUSPICIOUS
          /%2e%2e/auth/login               →  /auth/login             → SUSPICIOUS
          /x/%2e%2e;y/auth/login           →  /auth/login             → SUSPICIOUS
          /x/%2e%2e%2fauth/login           →  /auth/login             → SUSPICIOUS
          /x%2f%2e%2e/auth/login           →  /auth/login             → SUSPICIOUS
          /x/%252e%252e/auth/login         →  /x/%2e%2e/auth/login    → AMBIGUOUS
          /x/..%252fauth/login             →  /x/..%2fauth/login      → AMBIGUOUS
          /%2561uth/login                  →  /%61uth/login           → AMBIGUOUS
          /100%25                          →  /100%                   → AMBIGUOUS
          # controls
          /auth/login%00                   →  /auth/login␀            → SUSPICIOUS
          /auth/login%00.png               →  /auth/login␀.png        → SUSPICIOUS
          /auth/%0Alogin                   →  /auth/␊login            → SUSPICIOUS
          /auth/login%0d%0a                →  /auth/login␍␊           → SUSPICIOUS
          /auth/login%09                   →  /auth/login␉            → SUSPICIOUS
          /auth/login%1B                   →  /auth/login␛            → SUSPICIOUS
          /auth/login%7f                   →  /auth/login␡            → SUSPICIOUS
          /auth/login;x=%C2%85             →  /auth/login             → SUSPICIOUS
          /auth/␀login                     →  /auth/␀login            → SUSPICIOUS
          /auth/␁login                     →  /auth/␁login            → SUSPICIOUS
          /auth/login␍␊                    →  /auth/login␍␊           → SUSPICIOUS
          /auth/login;x=␀                  →  /auth/login             → SUSPICIOUS
          # broken escapes and bytes that are not UTF-8
          /auth/login%                     →  /auth/login%            → SUSPICIOUS
          /auth/login%6                    →  /auth/login%6           → SUSPICIOUS
          /auth/login%zz                   →  /auth/login%zz          → SUSPICIOUS
          /auth/login%u006c                →  /auth/login%u006c       → SUSPICIOUS
          /auth/login%+1                   →  /auth/login%+1          → SUSPICIOUS
          /auth/login%٠٠                   →  /auth/login%٠٠          → SUSPICIOUS
          /auth%%2flogin                   →  /auth%%2flogin          → SUSPICIOUS
          /caf%E9                          →  /caf%E9                 → SUSPICIOUS
          /caf%C3                          →  /caf%C3                 → SUSPICIOUS
          /caf%C3/%A9                      →  /caf%C3/%A9             → SUSPICIOUS
          /caf%C3x%A9                      →  /caf%C3x%A9             → SUSPICIOUS
          /auth%c0%aflogin                 →  /auth%c0%aflogin        → SUSPICIOUS
          /x/%c0%ae%c0%ae/auth             →  /x/%c0%ae%c0%ae/auth    → SUSPICIOUS
          /%e0%80%af                       →  /%e0%80%af              → SUSPICIOUS
          /%ED%A0%80                       →  /%ED%A0%80              → SUSPICIOUS
          /%ED%A0%BC%ED%BC%8A              →  /%ED%A0%BC%ED%BC%8A     → SUSPICIOUS
          /%F4%90%80%80                    →  /%F4%90%80%80           → SUSPICIOUS
          /%FF                             →  /%FF                    → SUSPICIOUS
          # absolute-form, and what only looks like it
          http://example.com/auth/login    →  /auth/login             → PLAIN
          HTTPS://example.com:443/auth     →  /auth                   → PLAIN
          http://user:x@[2001:db8::1]/auth →  /auth                   → PLAIN
          http://example.com               →  /                       → PLAIN
          http://example.com/              →  /                       → PLAIN
          http://example.com//auth         →  /auth                   → AMBIGUOUS
          http://example.com/x/../auth     →  /auth                   → AMBIGUOUS
          http://example.com%2fx/auth      →  /auth                   → AMBIGUOUS
          http:///auth                     →  /auth                   → PLAIN
          //example.com/auth               →  /example.com/auth       → AMBIGUOUS
          /http://example.com/auth         →  /http:/example.com/auth → AMBIGUOUS
          a;b://example.com/auth           →  /a/example.com/auth     → AMBIGUOUS
          ://example.com/auth              →  /:/example.com/auth     → AMBIGUOUS
          auth/login                       →  /auth/login             → PLAIN
          *                                →  /*                      → PLAIN
          """)
  void a_target_comes_to_one_path(String target, String path, TargetForm form) {
    CanonicalTarget canonical = CanonicalTarget.of(unpictured(target));
    assertThat(canonical.path()).isEqualTo(unpictured(path));
    assertThat(canonical.form()).isEqualTo(form);
  }

  /** The table shows a control character as its Unicode symbol. */
  private static String unpictured(String cell) {
    return cell.codePoints()
        .map(c -> c == '␡' ? 0x7f : '␀' <= c && c < '␀' + ' ' ? c - '␀' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "\udc00", "\udf0a\ud83c", "a\ud83c"})
  void half_a_surrogate_pair_is_no_character(String half) {
    CanonicalTarget canonical = CanonicalTarget.of("/auth/" + half);
    assertThat(canonical.path()).isEqualTo("/auth/" + half);
    assertThat(canonical.form()).isEqualTo(TargetForm.SUSPICIOUS);
  }

  @Property
  void no_target_is_too_strange(@ForAll("targets") String target) {
    assertThat(CanonicalTarget.of(target).path()).startsWith("/").doesNotContain("//");
  }

  @Property
  void a_canonical_path_has_no_dot_segments_and_no_slash_at_its_end(
      @ForAll("targets") String target) {
    String path = CanonicalTarget.of(target).path();
    assertThat(path).doesNotContain("/./").doesNotContain("/../").doesNotContain("\\");
    assertThat(path.equals("/") || !path.endsWith("/")).isTrue();
    assertThat(path).isNotIn("/.", "/..");
  }

  /** Targets made of the significant characters. */
  @Provide
  Arbitrary<String> targets() {
    Arbitrary<String> telling =
        Arbitraries.of(
                "/",
                "/",
                "\\",
                ";",
                ".",
                "..",
                "%",
                "%2e",
                "%2f",
                "%5c",
                "%25",
                "%3b",
                "%00",
                "%c3%a9",
                "%c3",
                "a",
                "auth",
                "login",
                "://",
                "jsessionid=",
                "\u0000",
                "\ud800",
                "é",
                "?",
                "#")
            .list()
            .ofMaxSize(16)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(telling, telling, Arbitraries.strings());
  }

  /** Percent-encoding random letters does not change the path. */
  @Property
  void encoding_parameters_slashes_and_dots_change_nothing(
      @ForAll("clean") String path, @ForAll @NotEmpty @Size(max = 9) int[] choices) {
    StringBuilder disguised = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      int choice = Math.floorMod(choices[i % choices.length], 7);
      disguised.append(c == '/' ? slash(choice) : letter(c, choice));
    }
    assertThat(CanonicalTarget.of("/" + disguised).path()).isEqualTo(path);
    assertThat(CanonicalTarget.of(disguised + ";a=b").path()).isEqualTo(path);
    assertThat(CanonicalTarget.of("http://example.com/" + disguised).path()).isEqualTo(path);
  }

  private static String slash(int choice) {
    return switch (choice) {
      case 0 -> ";x=1/";
      case 1 -> "//";
      case 2 -> "/./";
      case 3 -> "/x/../";
      case 4 -> "%2f";
      case 5 -> "%5C";
      default -> "/";
    };
  }

  private static String letter(char c, int choice) {
    return choice < 3 ? "%%%02x".formatted((int) c) : String.valueOf(c);
  }

  @Property
  void a_clean_path_is_its_own_canonical_form(@ForAll("clean") String path) {
    CanonicalTarget once = CanonicalTarget.of(path);
    assertThat(once.path()).isEqualTo(path);
    assertThat(once.form()).isEqualTo(TargetForm.PLAIN);
  }

  @Property
  void what_is_plain_is_not_worse_the_second_time(@ForAll("clean") String path) {
    assertThat(CanonicalTarget.of(CanonicalTarget.of(path + "/").path()).path()).isEqualTo(path);
  }

  @Provide
  Arbitrary<String> clean() {
    return Arbitraries.strings()
        .withChars("abcXYZ019-_~")
        .ofMinLength(1)
        .ofMaxLength(8)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(segments -> "/" + String.join("/", segments));
  }

  @Property
  void every_encoded_control_is_impossible(
      @ForAll @AlphaChars String before, @ForAll @IntRange(max = 31) int control) {
    assertThat(CanonicalTarget.of("/%s%%%02X".formatted(before, control)).form())
        .isEqualTo(TargetForm.SUSPICIOUS);
  }

  /** With quadratic cost this test would take minutes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "a",
        "/a",
        "/..",
        "/.",
        "a/..",
        "%2f",
        "%2e",
        "%61",
        "%e2%82%ac",
        "%e9",
        "%",
        ";",
        ";a",
        "\\",
        "%2f..",
        "/a/../",
        "\u0000"
      })
  void a_long_target_costs_no_more_than_reading_it(String part) {
    String target = "/a".repeat(100_000) + part.repeat(300_000);
    String path =
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> CanonicalTarget.of(target).path());
    assertThat(path).startsWith("/");
  }
}

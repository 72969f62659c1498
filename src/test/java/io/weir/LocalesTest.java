package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.servlet.ServletException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs read is the same in every locale of the JVM. */
class LocalesTest {

  private final Locale before = Locale.getDefault();

  @TempDir private Path folder;

  @AfterEach
  void reset() {
    Locale.setDefault(before);
  }

  /** Arabic, Persian and Nepali have digits of their own, Turkish an I, Thai a calendar. */
  @Test
  void answers_and_mistakes_are_the_same_in_every_locale() throws Exception {
    Locale.setDefault(Locale.ROOT);
    List<Object> expected = answers("root");
    for (String locale :
        List.of("ar-EG", "fa-IR", "ne-NP", "my-MM", "tr-TR", "th-TH-u-ca-buddhist-nu-thai")) {
      Locale.setDefault(Locale.forLanguageTag(locale));
      assertThat(answers(locale)).as(locale).isEqualTo(expected);
    }
  }

  private List<Object> answers(String name) throws Exception {
    Path own = Files.createDirectory(folder.resolve(name));
    try (EmbeddedServer server = new EmbeddedServer(own)) {
      server
          .parameter(
              "weir.rate-limit.rules",
              """
              login:  /LOGIN/INFO  1 per 10 minutes  per ip+param:user  aligned  block 1 hour doubling to 2 hours
              all:    /**          9/day         per ip            strict
              """)
          .parameter("weir.cors.allowed-origins", "https://app.example.com")
          .parameter("weir.cors.max-age", "1234")
          .start();
      return List.of(
          answer(server, "POST", Map.of("Content-Type", "application/x-www-form-urlencoded")),
          answer(server, "POST", Map.of("Content-Type", "application/x-www-form-urlencoded")),
          answer(
              server,
              "POST",
              Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")),
          answer(
              server,
              "OPTIONS",
              Map.of("Origin", "https://app.example.com", "Access-Control-Request-Method", "PUT")),
          answer(
              server,
              "OPTIONS",
              Map.of("Origin", "HTTPS://APP.EXAMPLE.COM", "Access-Control-Request-Method", "POST")),
          String.valueOf(mistakes(own)));
    }
  }

  private static List<Object> answer(
      EmbeddedServer server, String method, Map<String, String> headers) throws Exception {
    HttpResponse<String> answer = server.send(method, "/LOGIN/INFO", headers, "user=I");
    Map<String, List<String>> read = new TreeMap<>(answer.headers().map());
    // They depend on the time.
    read.keySet().removeAll(List.of("date", "retry-after", "x-ratelimit-reset", "ratelimit"));
    return List.of(answer.statusCode(), read, answer.body(), digits(answer));
  }

  private static boolean digits(HttpResponse<String> answer) {
    return List.of("retry-after", "x-ratelimit-reset", "ratelimit").stream()
        .flatMap(name -> answer.headers().allValues(name).stream())
        .allMatch(value -> value.chars().allMatch(c -> c < 128));
  }

  private static @Nullable String mistakes(Path folder) throws Exception {
    try (EmbeddedServer server = new EmbeddedServer(Files.createDirectory(folder.resolve("x")))) {
      server
          .parameter("weir.rate-limit.rules", "a: /a 9999999999/minute\nb: /b 5/MINUIT")
          .parameter("weir.trusted-hops", "77")
          .parameter("weir.ipv6-prefix", "32")
          .parameter("weir.cors.allowed-origins", "https://I.example.com/")
          .parameter("weir.cors.max-age", "99999999");
      return assertThrows(ServletException.class, server::start).getMessage();
    }
  }
}

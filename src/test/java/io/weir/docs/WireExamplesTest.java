package io.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.docs.Document.Block;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The responses on the pages are those of the rules or settings shown before them. */
class WireExamplesTest {

  private static final int MOST_REQUESTS = 20;

  private static final Set<String> OF_THE_CONTAINER =
      Set.of("connection", "content-length", "date", "keep-alive", "transfer-encoding");

  private static final Set<String> RUNNING =
      Set.of("Retry-After", "RateLimit", "X-RateLimit-Reset");

  /** Times that get shorter while a test runs. */
  private static final Pattern SECONDS = Pattern.compile("(?<=^|t=)\\d+(?=$|;)");

  @TempDir Path directory;

  record Example(Block block, Block settings) {
    @Override
    public String toString() {
      return block.place();
    }
  }

  static Stream<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (Document page : Document.all()) {
      Block settings = new Block(page.name(), "rules", List.of());
      for (Block block : page.blocks()) {
        if (block.is("rules") || block.is("xml")) {
          settings = block;
        } else if (block.is("http")) {
          examples.add(new Example(block, settings));
        }
      }
    }
    return examples.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void an_answer_is_what_is_shown(Example example) throws Exception {
    Exchange shown = Exchange.parse(example.block().lines());
    try (Application application =
        Application.deploy(directory, webXml(example.settings(), shown))) {
      HttpResponse<String> answer = answer(application, shown);

      assertThat(answer.statusCode()).isEqualTo(shown.status());
      assertThat(answer.body().strip()).isEqualTo(shown.body());
      assertSame(headers(answer), shown.headers());
    }
  }

  /**
   * Repeats the request until the response has the status that is shown: other requests precede a
   * refusal.
   */
  private static HttpResponse<String> answer(Application application, Exchange shown)
      throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<String> answer = null;
    for (int i = 0; i < MOST_REQUESTS; i++) {
      answer = client.send(shown.to(application.uri()), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == shown.status()) {
        return answer;
      }
    }
    throw new AssertionError("%d requests, the last: %s".formatted(MOST_REQUESTS, answer));
  }

  private static String webXml(Block settings, Exchange shown) {
    if (settings.is("xml")) {
      return settings.text();
    }
    Map<String, String> all = new TreeMap<>(shown.initParams());
    all.put("rules", "\n" + settings.text() + "\n");
    StringBuilder params = new StringBuilder();
    all.forEach(
        (name, value) ->
            params.append(
                "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>\n"
                    .formatted(name, value)));
    return WebXmlExamplesTest.completed(params.toString());
  }

  private static Map<String, String> headers(HttpResponse<String> answer) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    answer
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name, String.join(" and ", values)));
    headers.keySet().removeIf(OF_THE_CONTAINER::contains);
    return headers;
  }

  private static void assertSame(Map<String, String> given, Map<String, String> shown) {
    assertThat(withoutSeconds(shown)).isEqualTo(withoutSeconds(given));
    Map<String, Long> passed = seconds(shown);
    seconds(given).forEach((name, seconds) -> passed.merge(name, -seconds, Long::sum));
    assertThat(passed.values()).allSatisfy(late -> assertThat(late).isBetween(0L, 30L));
  }

  private static Map<String, String> withoutSeconds(Map<String, String> headers) {
    Map<String, String> masked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    masked.putAll(headers);
    RUNNING.forEach(
        name ->
            masked.computeIfPresent(name, (same, value) -> SECONDS.matcher(value).replaceAll("N")));
    return masked;
  }

  private static Map<String, Long> seconds(Map<String, String> headers) {
    Map<String, Long> seconds = new TreeMap<>();
    for (String name : RUNNING) {
      Matcher found = SECONDS.matcher(headers.getOrDefault(name, ""));
      if (found.find()) {
        seconds.put(name, Long.valueOf(found.group()));
      }
    }
    return seconds;
  }
}

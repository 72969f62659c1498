package io.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.docs.Document;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages show the settings of services, their defaults and their mistakes. */
class UpstreamPageTest {

  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `weir\\.upstream\\.<name>\\.([a-z-]+)` \\| (?:`([^`]+)` |[a-z ]*)\\|");

  private static List<String> mistakesOf(Map<String, String> written) {
    Settings settings = Settings.early("upstream", written);
    UpstreamsPolicy.of(settings, "/app");
    settings.mistakes().resolve(SecretReader.none());
    return settings.check().stream().map(Mistake::what).toList();
  }

  static Stream<List<String>> mistakes() {
    List<String> lines =
        Document.blocks("upstream-mistakes").flatMap(block -> block.lines().stream()).toList();
    return Stream.iterate(0, i -> i < lines.size(), i -> i + 2)
        .map(i -> List.of(lines.get(i), lines.get(i + 1).strip()));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void a_mistake_is_told_as_shown(List<String> shown) {
    String[] setting = shown.get(0).split(" = ", 2);
    assertThat(mistakesOf(Map.of(setting[0], setting[1]))).containsExactly(shown.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"upstream.md", "README.md"})
  void every_setting_has_a_row_with_its_default(String page) {
    Document document =
        Document.all().stream().filter(one -> one.name().equals(page)).findFirst().orElseThrow();
    Map<String, String> shown = new HashMap<>();
    ROW.matcher(String.join("\n", document.lines()))
        .results()
        .forEach(
            row ->
                shown.put(
                    "weir.upstream.x." + row.group(1), row.group(2) == null ? "" : row.group(2)));
    assertThat(shown).hasSize(8).containsKey("weir.upstream.x.limit");
    Map<String, String> written =
        shown.entrySet().stream()
            .filter(one -> !one.getValue().isEmpty())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    assertThat(mistakesOf(written)).isEmpty();
    assertThat(UpstreamsPolicy.of(Settings.early("upstream", written), "/app").services().get("x"))
        .isEqualTo(UpstreamsPolicy.defaults("x"));
  }

  @Test
  void the_properties_of_the_page_are_read() {
    Map<String, String> written =
        Document.blocks("properties")
            .filter(block -> block.text().contains("weir.upstream"))
            .flatMap(block -> block.lines().stream())
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    assertThat(written).hasSize(3);
    assertThat(mistakesOf(written)).isEmpty();
  }
}

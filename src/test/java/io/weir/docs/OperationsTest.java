package io.weir.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page on operations explains every line of the log. */
class OperationsTest {

  private static final Path SOURCES = Path.of("main/java");
  private static final Pattern ID = Pattern.compile("WEIR-\\d{3}");
  private static final String TEXT = "\"(?:[^\"\\\\]|\\\\.)*\"";
  private static final String PLUS = "\"\\s*\\+\\s*\"";
  private static final Pattern LINE =
      Pattern.compile("LOG\\.(?:info|warn|error)\\(\\s*(%1$s(?:\\s*\\+\\s*%1$s)*)".formatted(TEXT));

  private static final String PAGE = Document.page("operations.md").text();

  @Test
  void every_number_is_explained_and_no_other() throws IOException {
    assertThat(ids(PAGE)).isEqualTo(ids(sources()));
  }

  static Stream<String> lines() throws IOException {
    return LINE.matcher(sources())
        .results()
        .map(found -> found.group(1).replaceAll(PLUS, "").replaceAll("^\"|\"$", ""));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void every_line_is_shown(String line) {
    // The page shows the number in another column, and a list after a colon not at all.
    String text = line.replaceFirst("^WEIR-\\d{3}: ", "").replaceFirst(":\\{}$", ":");
    Pattern shown =
        Pattern.compile(
            Arrays.stream(text.split("\\{}", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[^`]+", "`", "`")));

    assertThat(PAGE).containsPattern(shown);
  }

  private static Set<String> ids(String text) {
    return ID.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    }
  }
}

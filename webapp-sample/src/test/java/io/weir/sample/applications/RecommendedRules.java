package io.weir.sample.applications;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The rules that the manual recommends for logins, as it writes them. */
final class RecommendedRules {

  private RecommendedRules() {}

  /** For a form; path and field are replaced, as the manual says. */
  static String form(String path, String field) {
    return block(0).replace("/auth/login", path).replace("j_username", field);
  }

  /** For a login by JSON. */
  static String json(String path) {
    return block(1).replace("/api/login", path);
  }

  /** For Basic authentication by the server. */
  static String basic() {
    return block(2);
  }

  /** The same with an option of the manual's table. */
  static String with(String option, String rules) {
    return rules.replace("counting failures", "counting failures  " + option);
  }

  private static String block(int number) {
    List<String> blocks =
        Arrays.stream(page().split("```rules\n"))
            .skip(1)
            .map(rest -> rest.split("```")[0])
            .collect(Collectors.toList());
    return blocks.get(number);
  }

  private static String page() {
    try {
      return Files.readString(Path.of("../src/site/markdown/logins.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.weir.sample.proxies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The manual's page on client addresses: what it tells to write is what these tests run. */
final class Page {

  private static final Path FILE = Path.of("../src/site/markdown/client-address.md");

  private Page() {}

  /**
   * The one configuration for this program that has this text.
   *
   * @param program {@code nginx} or {@code haproxy}
   */
  static String snippet(String program, String having) {
    return Pattern.compile("(?ms)^```%s\n(.*?)^```$".formatted(program))
        .matcher(text())
        .results()
        .map(found -> found.group(1))
        .filter(snippet -> snippet.contains(having))
        .reduce(
            (one, other) -> {
              throw new IllegalStateException("two snippets have " + having);
            })
        .orElseThrow(() -> new IllegalStateException("no snippet has " + having));
  }

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.weir.sample.proxies;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A page of the manual: what it tells to write is what these tests run. */
enum Page {
  CLIENT_ADDRESS("client-address.md"),
  VOICE("voice.md");

  private final Path file;

  Page(String name) {
    file = Path.of("../src/site/markdown", name);
  }

  /**
   * The one configuration for this program that has this text.
   *
   * @param program {@code nginx} or {@code haproxy}
   */
  String snippet(String program, String having) {
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

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.weir.sample.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;

/**
 * A command line tool that ran to its end.
 *
 * @param exit 0 for success
 * @param output what it printed, errors included
 */
record Command(int exit, String output) {

  static Command run(List<String> line) {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    Process process = Children.start(builder);
    try {
      process.getOutputStream().close();
      String output;
      try (InputStream printed = process.getInputStream()) {
        output = new String(printed.readAllBytes(), Charset.defaultCharset());
      }
      return new Command(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      End.atOnce(List.of(process.toHandle()));
    }
  }

  boolean failed() {
    return exit != 0;
  }
}

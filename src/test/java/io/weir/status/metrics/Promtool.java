package io.weir.status.metrics;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The checker of Prometheus, from Debian's package {@code prometheus}. */
public record Promtool(Path program) {

  /** Where this is true, tests fail that would be skipped without the program. */
  private static final String REQUIRED = "PROMETHEUS_REQUIRED";

  /** The installed program; without it, the test is skipped or fails. */
  public static Promtool installed() {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .map(directory -> Path.of(directory, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty() && Boolean.parseBoolean(System.getenv(REQUIRED))) {
      throw new IllegalStateException(
          "promtool is not installed, and %s is set".formatted(REQUIRED));
    }
    assumeTrue(found.isPresent(), "promtool is not installed (Debian: prometheus)");
    return new Promtool(found.orElseThrow());
  }

  /** What it says; empty if all is well. */
  public String run(String input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path in = Files.createTempFile("promtool", ".in");
    Path out = Files.createTempFile("promtool", ".out");
    try {
      Files.writeString(in, input);
      int status =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start()
              .waitFor();
      String said = Files.readString(out, StandardCharsets.UTF_8);
      return status == 0 ? "" : "status %s: %s".formatted(status, said);
    } finally {
      Files.delete(in);
      Files.delete(out);
    }
  }
}

package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JDKs of this machine: those beside the JDK of the tests, and one that a variable names. */
final class Jdks {

  private static final Path RUNNING = Path.of(SystemProperty.required("java.home"));

  private Jdks() {}

  /** One of this version, such as 25. */
  static Optional<Path> find(int version) {
    return candidates(version).stream().filter(home -> is(version, home)).findFirst();
  }

  /** Why {@link #find} found none. */
  static String missing(int version) {
    return "no JDK %s: neither %s nor a directory beside %s is one"
        .formatted(version, variable(version), RUNNING);
  }

  private static String variable(int version) {
    return "JAVA%s_HOME".formatted(version);
  }

  private static List<Path> candidates(int version) {
    @Nullable String named = System.getenv(variable(version));
    try (Stream<Path> beside = Files.list(RUNNING.resolveSibling("."))) {
      return Stream.concat(Stream.ofNullable(named).map(Path::of), beside.sorted()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By the file that each JDK has; the tests need its {@code jcmd}. */
  private static boolean is(int version, Path home) {
    Path release = home.resolve("release");
    try {
      return Files.isRegularFile(release)
          && Files.isExecutable(home.resolve("bin/jcmd"))
          && Files.readString(release)
              .lines()
              .anyMatch(line -> line.matches("JAVA_VERSION=\"%s[\".].*".formatted(version)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.weir.sample.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** The JVMs that are started here: command line tools, and servers that run for minutes. */
final class Jvm {

  /**
   * They end before the optimizing compiler and a collector with many threads are of use, and take
   * half of the processor's time without them.
   */
  static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private Jvm() {}

  /**
   * The JDK of the servers: that of the system property {@code servers.jdk}, a version or a
   * directory, or else that of the tests.
   */
  static Path home() {
    String jdk = System.getProperty("servers.jdk", "");
    if (jdk.isEmpty()) {
      return Path.of(SystemProperty.required("java.home"));
    }
    OptionalInt version = version();
    return version.isPresent() ? home(version.getAsInt()) : Path.of(jdk);
  }

  private static Path home(int version) {
    return Jdks.find(version).orElseThrow(() -> new IllegalStateException(Jdks.missing(version)));
  }

  /** {@code servers.jdk}, if it is a version. */
  static OptionalInt version() {
    String jdk = System.getProperty("servers.jdk", "");
    return jdk.matches("\\d{1,3}") ? OptionalInt.of(Integer.parseInt(jdk)) : OptionalInt.empty();
  }
}

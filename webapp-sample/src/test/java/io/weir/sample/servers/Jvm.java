package io.weir.sample.servers;

import java.nio.file.Path;
import java.util.List;

/** The JVMs that are started here: command line tools, and servers that run for minutes. */
final class Jvm {

  /**
   * They end before the optimizing compiler and a collector with many threads are of use, and take
   * half of the processor's time without them.
   */
  static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private Jvm() {}

  /** The JDK of the servers: that of the system property {@code servers.jdk}, or of the tests. */
  static Path home() {
    String jdk = System.getProperty("servers.jdk", "");
    return Path.of(jdk.isEmpty() ? System.getProperty("java.home") : jdk);
  }
}

package io.weir.sample.servers;

import java.util.List;

/** The JVMs that are started here: command line tools, and servers that run for minutes. */
final class Jvm {

  /**
   * They end before the optimizing compiler and a collector with many threads are of use, and take
   * half of the processor's time without them.
   */
  static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private Jvm() {}
}

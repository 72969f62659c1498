package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The processes that this JVM has started, none of which outlives it. */
final class Children {

  private static final List<ProcessHandle> STARTED = new ArrayList<>();
  private static boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Children::endAll, "end of children"));
  }

  private Children() {}

  /** Starts a process; none is started once this JVM is ending. */
  static synchronized Process start(ProcessBuilder builder) {
    if (ending) {
      throw new IllegalStateException("This JVM is ending");
    }
    try {
      Process process = builder.start();
      STARTED.removeIf(earlier -> !earlier.isAlive());
      STARTED.add(process.toHandle());
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void endAll() {
    List<ProcessHandle> processes;
    synchronized (Children.class) {
      ending = true;
      processes = List.copyOf(STARTED);
    }
    End.orderly(processes);
  }
}

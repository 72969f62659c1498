package io.weir.sample.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server's process with the directory that is its alone and the log of what it prints. */
final class ServerProcess {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int TAIL_LINES = 60;

  private final String name;
  private final Path directory;
  private final Path log;
  private final Process process;
  private boolean ended;

  private ServerProcess(String name, Path directory, Path log, Process process) {
    this.name = name;
    this.directory = directory;
    this.log = log;
    this.process = process;
  }

  /** An empty directory for a node, below the one that the build sets aside for them. */
  static Path directory(String server, String node) {
    Path directory = SystemProperty.path("servers.nodes").resolve("%s-%s".formatted(server, node));
    Tree.delete(directory);
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ServerProcess start(NodeSettings settings, Path directory, List<String> command) {
    Path log = directory.resolveSibling(directory.getFileName() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(settings.environment());
    return new ServerProcess(settings.name(), directory, log, Children.start(builder));
  }

  /** Returns when the log has this text; a process that does not print it in time is ended. */
  void awaitLog(String text) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!logText().contains(text)) {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          throw failure("ended with status %d".formatted(process.exitValue()));
        }
        if (System.nanoTime() > deadline) {
          throw failure("was not ready after %d s".formatted(PATIENCE.toSeconds()));
        }
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private IllegalStateException failure(String what) {
    kill();
    List<String> lines = logText().lines().toList();
    String tail =
        lines.stream()
            .skip(Math.max(0, lines.size() - TAIL_LINES))
            .collect(Collectors.joining("\n"));
    return new IllegalStateException("%s %s. The end of %s:%n%s".formatted(name, what, log, tail));
  }

  Path log() {
    return log;
  }

  String logText() {
    try {
      return new String(Files.readAllBytes(log), Charset.defaultCharset());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /**
   * Returns when no thread runs any more: on a busy machine the signal takes a while to reach all
   * of them.
   */
  void freeze() {
    signal("STOP");
    try {
      while (!allThreadsStopped() && !process.waitFor(10, TimeUnit.MILLISECONDS)) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * By Linux's {@code /proc}, see proc(5); where there is none, the signal is taken at its word.
   */
  private boolean allThreadsStopped() {
    Path tasks = Path.of("/proc", String.valueOf(pid()), "task");
    if (!Files.exists(tasks)) {
      return true;
    }
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(") ") + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // A thread has just ended.
    }
  }

  void resume() {
    signal("CONT");
  }

  synchronized void kill() {
    if (!ended) {
      ended = true;
      End.atOnce(List.of(process.toHandle()));
      Tree.delete(directory);
    }
  }

  synchronized void close() {
    if (!ended) {
      ended = true;
      resume(); // A frozen process would not hear that it is to end.
      End.orderly(List.of(process.toHandle()));
      Tree.delete(directory);
    }
  }

  private void signal(String signal) {
    // The shell's own kill: not every system has the program.
    Command.run(List.of("sh", "-c", "kill -%s %d".formatted(signal, pid())));
  }
}

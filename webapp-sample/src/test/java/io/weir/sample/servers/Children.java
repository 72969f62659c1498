package io.weir.sample.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The processes that this JVM has started, none of which outlives it. */
final class Children {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final List<ProcessHandle> RUNNING = new ArrayList<>();
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
      RUNNING.add(process.toHandle());
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks a process and its descendants to end (SIGTERM), and kills those that do not. */
  static void end(ProcessHandle process) {
    end(List.of(process));
  }

  /** Kills a process and its descendants (SIGKILL). */
  static void kill(ProcessHandle process) {
    List<ProcessHandle> family = family(List.of(process));
    family.forEach(ProcessHandle::destroyForcibly);
    await(family);
    forget(family);
  }

  private static void endAll() {
    List<ProcessHandle> processes;
    synchronized (Children.class) {
      ending = true;
      processes = List.copyOf(RUNNING);
    }
    end(processes);
  }

  private static void end(List<ProcessHandle> processes) {
    List<ProcessHandle> family = family(processes);
    family.forEach(ProcessHandle::destroy);
    await(family);
    family.forEach(ProcessHandle::destroyForcibly);
    await(family);
    forget(family);
  }

  private static List<ProcessHandle> family(List<ProcessHandle> processes) {
    return processes.stream()
        .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process)))
        .toList();
  }

  private static void await(List<ProcessHandle> handles) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (ProcessHandle handle : handles) {
      try {
        handle.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (java.util.concurrent.TimeoutException e) {
        return;
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static synchronized void forget(List<ProcessHandle> processes) {
    RUNNING.removeAll(processes);
  }
}

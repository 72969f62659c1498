package io.weir.sample.servers;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The end of processes and of all their descendants. */
final class End {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private End() {}

  /** Asks them to end (SIGTERM), and kills those that do not. */
  static void orderly(List<ProcessHandle> processes) {
    List<ProcessHandle> family = family(processes);
    family.forEach(ProcessHandle::destroy);
    await(family);
    family.forEach(ProcessHandle::destroyForcibly);
    await(family);
  }

  /** Kills them (SIGKILL). */
  static void atOnce(List<ProcessHandle> processes) {
    List<ProcessHandle> family = family(processes);
    family.forEach(ProcessHandle::destroyForcibly);
    await(family);
  }

  private static List<ProcessHandle> family(List<ProcessHandle> processes) {
    return processes.stream()
        .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process)))
        .toList();
  }

  private static void await(List<ProcessHandle> processes) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (ProcessHandle process : processes) {
        process.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

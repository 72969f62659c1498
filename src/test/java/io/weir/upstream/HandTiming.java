package io.weir.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Time that passes when the test says so, or when somebody sleeps. */
final class HandTiming implements Timing {

  private record Task(Instant due, Runnable action) {}

  private final List<Task> tasks = new ArrayList<>();
  private final List<Duration> slept = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private boolean closed;

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public Instant date() {
    return now;
  }

  @Override
  public void sleep(Duration wait) {
    slept.add(wait);
    pass(wait);
  }

  @Override
  public Runnable later(Duration wait, Runnable task) {
    if (closed) {
      throw new RejectedExecutionException();
    }
    Task planned = new Task(now.plus(wait), task);
    tasks.add(planned);
    return () -> tasks.remove(planned);
  }

  /** Lets time pass, and runs what is due, in its order. */
  void pass(Duration time) {
    Instant end = now.plus(time);
    for (Task next = next(end); next != null; next = next(end)) {
      tasks.remove(next);
      now = next.due().isAfter(now) ? next.due() : now;
      next.action().run();
    }
    now = end;
  }

  private @Nullable Task next(Instant end) {
    return tasks.stream()
        .filter(task -> !task.due().isAfter(end))
        .min(Comparator.comparing(Task::due))
        .orElse(null);
  }

  /** How long somebody slept each time. */
  List<Duration> slept() {
    return slept;
  }

  int planned() {
    return tasks.size();
  }

  @Override
  public void close() {
    closed = true;
  }
}

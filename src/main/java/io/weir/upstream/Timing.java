package io.weir.upstream;

import io.weir.internal.counting.DeadlineExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The time of calls, and who waits for it. */
interface Timing extends AutoCloseable {

  /** The time of a clock that nobody adjusts. */
  Instant now();

  /** The time of day, for dates that a service sends. */
  Instant date();

  /** Has this thread wait. */
  void sleep(Duration wait) throws InterruptedException;

  /**
   * Runs a task later, in a thread of Weir.
   *
   * @return cancels the task
   * @throws java.util.concurrent.RejectedExecutionException if the application ends
   */
  Runnable later(Duration wait, Runnable task);

  @Override
  void close();

  /** The time of this machine. */
  static Timing real() {
    ScheduledThreadPoolExecutor threads =
        new ScheduledThreadPoolExecutor(2, task -> DeadlineExecutor.thread(task, "weir-upstream"));
    threads.setRemoveOnCancelPolicy(true);
    threads.setKeepAliveTime(1, TimeUnit.MINUTES);
    threads.allowCoreThreadTimeOut(true);
    return new Timing() {
      @Override
      public Instant now() {
        return Instant.EPOCH.plusNanos(System.nanoTime());
      }

      @Override
      public Instant date() {
        return Instant.now();
      }

      @Override
      public void sleep(Duration wait) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(wait.toNanos());
      }

      @Override
      public Runnable later(Duration wait, Runnable task) {
        Future<?> planned = threads.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
        return () -> planned.cancel(false);
      }

      @Override
      public void close() {
        threads.shutdownNow();
      }
    };
  }
}

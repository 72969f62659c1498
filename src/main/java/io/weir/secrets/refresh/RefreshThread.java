package io.weir.secrets.refresh;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs a task again and again in one daemon thread, after the pause that the last run returned. */
final class RefreshThread implements AutoCloseable {

  /** How long {@link #stop} waits: the classes of the thread go when the application does. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(5);

  private final Function<BooleanSupplier, Duration> task;

  /** Held during a run: a thread that does not end in time and its successor never both run. */
  private final Object oneRun = new Object();

  private @Nullable ScheduledThreadPoolExecutor executor;
  private @Nullable Future<?> next;
  private @Nullable Thread worker;
  private boolean runAgain;
  private boolean closed;
  private boolean errorLogged;

  /**
   * Starts no thread yet.
   *
   * @param task gets whether its thread is to end; returns the pause before the next run
   */
  RefreshThread(Function<BooleanSupplier, Duration> task) {
    this.task = task;
  }

  /** Runs the task now; starts the thread if there is none. */
  synchronized void runNow() {
    if (closed) {
      return;
    }
    ScheduledThreadPoolExecutor running = executor;
    if (running == null) {
      running = new ScheduledThreadPoolExecutor(1, this::thread);
      running.setRemoveOnCancelPolicy(true);
      executor = running;
    }
    runAgain = true;
    schedule(running, Duration.ZERO);
  }

  /** Called by the executor during {@link #runNow}. */
  private Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, "weir-secrets", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(RefreshThread.class.getClassLoader());
    worker = thread;
    return thread;
  }

  private synchronized void schedule(ScheduledThreadPoolExecutor running, Duration pause) {
    if (running != executor) {
      return; // It was stopped during a run.
    }
    if (next != null) {
      next.cancel(false);
    }
    next = running.schedule(() -> run(running), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void run(ScheduledThreadPoolExecutor running) {
    synchronized (this) {
      runAgain = false;
    }
    Duration pause = runOnce(running);
    synchronized (this) {
      schedule(running, runAgain ? Duration.ZERO : pause);
    }
  }

  private Duration runOnce(ScheduledThreadPoolExecutor running) {
    synchronized (oneRun) {
      if (running.isShutdown()) { // While it waited for the run of its predecessor.
        return Duration.ZERO;
      }
      try {
        Duration pause = task.apply(running::isShutdown);
        errorLogged = false;
        return pause;
      } catch (RuntimeException | Error e) {
        // Errors too, such as a lack of memory: without this thread, values would get old
        // unnoticed.
        errorLogged = errorLogged || isLogged(e);
        return PAUSE_AFTER_ERROR;
      }
    }
  }

  /** Logs the error; false if that fails, because it needs memory too. */
  private static boolean isLogged(Throwable error) {
    try {
      SecretLog.refreshFailed(error);
      return true;
    } catch (RuntimeException | Error e) {
      return false;
    }
  }

  /** Ends the thread until {@link #runNow}. Waits a few seconds for a run to end. */
  void stop() {
    Thread ending;
    synchronized (this) {
      if (executor == null) {
        return;
      }
      executor.shutdownNow();
      executor = null;
      ending = worker;
    }
    if (ending != null && ending != Thread.currentThread()) {
      try {
        // Not awaitTermination: it may return while the thread still ends.
        ending.join(LONGEST_STOP.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the thread for good. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    stop();
  }
}

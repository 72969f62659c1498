package io.weir.secrets.refresh;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread that takes turn after turn, and sleeps in between for as long as the last turn said.
 */
final class RefreshThread implements AutoCloseable {

  /** How long whoever ends the thread waits for it: its classes go when the application does. */
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  /** How long it rests when something was thrown that nobody foresaw. */
  private static final Duration AFTER_SURPRISE = Duration.ofSeconds(5);

  private final LongSupplier turn;
  private final LongSupplier clock;

  private boolean hurried;
  private boolean resting;
  private boolean closed;
  private @Nullable Thread thread;

  /** The thread before, which may still be in its last turn. */
  private @Nullable Thread ended;

  /**
   * No thread yet.
   *
   * @param turn returns nanoseconds until the next
   * @param clock nanoseconds since some point in the past
   */
  RefreshThread(LongSupplier turn, LongSupplier clock) {
    this.turn = turn;
    this.clock = clock;
  }

  /** Starts the thread, a daemon, unless it runs. */
  synchronized void start() {
    if (closed || (thread != null && thread.isAlive())) {
      return;
    }
    Thread before = ended;
    Thread started = new Thread(null, () -> run(before), "weir-secrets", 0, false);
    started.setDaemon(true);
    started.setContextClassLoader(RefreshThread.class.getClassLoader());
    resting = false;
    thread = started;
    started.start();
  }

  /** Ends the thread, until {@link #start} goes on. */
  void rest() {
    synchronized (this) {
      resting = true;
    }
    end();
  }

  /** The next turn is now. */
  synchronized void hurry() {
    hurried = true;
    notifyAll();
  }

  /** Whether the thread that asks is to end: also if another has taken its place. */
  synchronized boolean isEnding() {
    return closed || resting || (thread != null && thread != Thread.currentThread());
  }

  /** Turn after turn; what nobody foresaw is told once, and ends nothing. */
  private void run(@Nullable Thread before) {
    if (before != null) {
      awaitEnd(before);
    }
    boolean told = false;
    long pause = 0;
    while (sleep(pause)) {
      try {
        pause = turn.getAsLong();
        told = false;
      } catch (RuntimeException | Error e) {
        // Also without memory: a thread that has ended would let values grow old for ever.
        pause = AFTER_SURPRISE.toNanos();
        told = told || isTold(e);
      }
    }
  }

  /** Whether that could be told: it also takes memory. */
  private static boolean isTold(Throwable surprise) {
    try {
      SecretLog.surprised(surprise);
      return true;
    } catch (RuntimeException | Error e) {
      return false;
    }
  }

  /** However long it takes, also when interrupted: a source is asked by one thread at a time. */
  private static void awaitEnd(Thread before) {
    boolean interrupted = false;
    while (before.isAlive()) {
      try {
        before.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sleeps until it is time, or somebody is in a hurry; false if the thread is to end. */
  private synchronized boolean sleep(long nanos) {
    long end = clock.getAsLong() + nanos;
    try {
      for (long left = nanos; left > 0 && !hurried && !isEnding(); left = end - clock.getAsLong()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      return false;
    }
    hurried = false;
    return !isEnding();
  }

  /** Returns when the thread has ended, or does not in time. */
  private void end() {
    Thread running;
    synchronized (this) {
      running = thread;
      if (running != null) {
        ended = running;
      }
      thread = null;
      notifyAll();
    }
    if (running == null || running == Thread.currentThread()) {
      return;
    }
    running.interrupt();
    try {
      running.join(LONGEST_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread for good. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    end();
  }
}

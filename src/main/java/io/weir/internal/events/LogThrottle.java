package io.weir.internal.events;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps a line from flooding the log: the line is written at most once in each pause. */
public final class LogThrottle {

  private final Duration pause;
  private final InstantSource clock;

  /** In milliseconds of Unix time. It is compared for every request, so it is no object. */
  private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);

  /**
   * A throttle that is due at once.
   *
   * @param pause the least time between two lines
   */
  public LogThrottle(Duration pause, InstantSource clock) {
    this.pause = pause;
    this.clock = clock;
  }

  /** Whether the line may be written now. A cheap check before expensive ones. */
  public boolean isDue() {
    return isDue(next.get(), clock.millis());
  }

  /** Whether the caller has to write the line now. Of concurrent callers only one gets true. */
  public boolean claim() {
    long due = next.get();
    long now = clock.millis();
    return isDue(due, now) && next.compareAndSet(due, now + pause.toMillis());
  }

  /** A time further ahead than the pause is from before the clock was set back. */
  private boolean isDue(long due, long now) {
    return now >= due || due > now + pause.toMillis();
  }
}

package io.weir.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps a line from flooding the log: the line is written at most once in each pause. */
public final class LogThrottle {

  private final Duration pause;
  private final InstantSource clock;
  private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

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
    return !clock.instant().isBefore(next.get());
  }

  /** Whether the caller has to write the line now. Of concurrent callers only one gets true. */
  public boolean claim() {
    Instant due = next.get();
    Instant now = clock.instant();
    return !now.isBefore(due) && next.compareAndSet(due, now.plus(pause));
  }
}

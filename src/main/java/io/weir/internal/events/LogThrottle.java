package io.weir.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps the log from being flooded: something is told at most once in such a time. */
public final class LogThrottle {

  private final Duration pause;
  private final InstantSource clock;
  private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);

  /**
   * Nothing has been told yet.
   *
   * @param pause the time between one telling and the next
   */
  public LogThrottle(Duration pause, InstantSource clock) {
    this.pause = pause;
    this.clock = clock;
  }

  /** Whether it might be told now; costs next to nothing. */
  public boolean isDue() {
    return !clock.instant().isBefore(next.get());
  }

  /** Whether it is told now, by this caller and nobody else. */
  public boolean claim() {
    Instant due = next.get();
    Instant now = clock.instant();
    return !now.isBefore(due) && next.compareAndSet(due, now.plus(pause));
  }
}

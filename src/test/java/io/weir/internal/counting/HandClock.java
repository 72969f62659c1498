package io.weir.internal.counting;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test sets. */
public final class HandClock implements InstantSource {

  private volatile Instant now;

  /** A clock at this time. */
  public HandClock(Instant now) {
    this.now = now;
  }

  /** Lets time pass. */
  public void pass(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }
}

package io.weir.secrets;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** A clock that a test turns. */
public final class ManualClock implements InstantSource, LongSupplier {

  private static final Instant START = Instant.parse("2026-11-21T05:00:38.742565505Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  public void by(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Override
  public Instant instant() {
    return Objects.requireNonNull(now.get());
  }

  /** Nanoseconds since some point in the past. */
  @Override
  public long getAsLong() {
    return Duration.between(START, now.get()).toNanos();
  }
}

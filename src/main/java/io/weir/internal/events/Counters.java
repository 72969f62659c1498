package io.weir.internal.events;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens to requests, and tells it in a line a minute, never one a request. */
public final class Counters implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Counters.class);

  private final LogThrottle told;
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

  /** Nothing has been counted yet. */
  public Counters(InstantSource clock) {
    this.told = new LogThrottle(Duration.ofMinutes(1), clock);
  }

  /**
   * Counts one.
   *
   * @param what the beginning of a sentence, {@code Rule calls refused}, one of few
   */
  public void count(String what) {
    counters.computeIfAbsent(what, none -> new LongAdder()).increment();
    flush();
  }

  /** Tells what was counted since the last time, if that was a minute ago. */
  public void flush() {
    if (pending() && told.claim()) {
      tellAll();
    }
  }

  private boolean pending() {
    for (LongAdder counted : counters.values()) {
      if (counted.sum() > 0) {
        return true;
      }
    }
    return false;
  }

  private void tellAll() {
    counters.forEach(
        (what, counter) -> {
          long counted = counter.sumThenReset();
          if (counted > 0) {
            LOG.info("{} {} requests", what, counted);
          }
        });
  }

  /** Tells what was counted since the last time. */
  @Override
  public void close() {
    tellAll();
  }
}

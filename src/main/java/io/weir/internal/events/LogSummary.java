package io.weir.internal.events;

import io.weir.internal.events.EventCounters.Count;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what a filter refused or found out since the last summary: at most one line for each rule,
 * verdict and minute, never one for each request.
 */
public final class LogSummary implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogSummary.class);

  private final EventCounters counters;
  private final UnaryOperator<String> subject;
  private final LogThrottle throttle;

  /** The snapshot that the last summary was written from. */
  private List<Count> last;

  private volatile long lastNotAllowed;

  /**
   * A summary of these counters.
   *
   * @param subject how a line names a rule
   */
  public LogSummary(EventCounters counters, UnaryOperator<String> subject, InstantSource clock) {
    this.counters = counters;
    this.subject = subject;
    this.throttle = new LogThrottle(Duration.ofMinutes(1), clock);
    this.last = counters.snapshot();
  }

  /**
   * Writes a summary if there is anything to tell since the last one, and that one is a minute old.
   * To be called with every request; usually it only reads two numbers.
   */
  public void flush() {
    if (counters.notAllowed() != lastNotAllowed && throttle.claim()) {
      write();
    }
  }

  private synchronized void write() {
    lastNotAllowed = counters.notAllowed();
    List<Count> now = counters.snapshot();
    for (int i = 0; i < now.size(); i++) {
      write(now.get(i), now.get(i).total() - last.get(i).total());
    }
    last = now;
  }

  private void write(Count count, long requests) {
    if (requests > 0 && count.verdict() != Verdict.ALLOWED) {
      LOG.info(
          "{} {} {} {}",
          subject.apply(count.rule()),
          verb(count.verdict()),
          requests,
          requests == 1 ? "request" : "requests");
    }
  }

  private static String verb(Verdict verdict) {
    return switch (verdict) {
      case ALLOWED -> "allowed";
      case REFUSED -> "refused";
      case WOULD_REFUSE -> "would have refused";
      case WITHOUT_HEADERS -> "gave no headers to";
      case USAGE_MISSING -> "was told no usage of";
      case OVERDRAWN -> "is overspent by";
    };
  }

  /** Writes the last summary. */
  @Override
  public void close() {
    write();
  }
}

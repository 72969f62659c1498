package io.weir.status.audit;

import io.weir.internal.events.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets a number of refusals of each rule through in each second, and counts the others. A flood
 * that one rule refuses hides nothing of what the others refuse. Used by the threads of requests.
 */
final class RefusalSampler {

  /** A time further back is from before the clock was set back. */
  private static final long DISORDER = 60;

  private final int most;
  private final Map<Line, Second> seconds = new ConcurrentHashMap<>();

  /** A rule, check, budget or circuit. There are as many as the administrator wrote. */
  private record Line(String filter, String rule) {}

  /**
   * Refusals of a rule that have no line.
   *
   * @param number 1 or more
   */
  record LeftOut(String filter, String rule, long number) {}

  /**
   * Nothing was refused yet.
   *
   * @param most refusals of a rule in a second
   */
  RefusalSampler(int most) {
    this.most = most;
  }

  /** Whether a refusal of this time has a line. */
  boolean admits(Refusal.Subject subject, Instant time) {
    return seconds
        .computeIfAbsent(new Line(subject.filter(), subject.rule()), any -> new Second())
        .admits(time, most);
  }

  /** Those without a line that were refused before this second, each once. */
  List<LeftOut> takeLeftOut(Instant now) {
    List<LeftOut> taken = new ArrayList<>();
    seconds.forEach(
        (line, second) -> {
          long number = second.takeLeftOut(now);
          if (number > 0) {
            taken.add(new LeftOut(line.filter(), line.rule(), number));
          }
        });
    return taken;
  }

  /**
   * The last second in which a rule refused. Requests at the same time are told in any order: a
   * time shortly before the last one belongs to the same second.
   */
  private static final class Second {

    private long second;
    private int written;

    /** Of this second. */
    private long leftOut;

    /** Of those before. */
    private long earlier;

    synchronized boolean admits(Instant time, int most) {
      if (isAnother(time)) {
        second = time.getEpochSecond();
        written = 0;
        earlier += leftOut;
        leftOut = 0;
      }
      if (written < most) {
        written++;
        return true;
      }
      leftOut++;
      return false;
    }

    synchronized long takeLeftOut(Instant now) {
      long taken = earlier;
      earlier = 0;
      if (isAnother(now)) {
        taken += leftOut;
        leftOut = 0;
      }
      return taken;
    }

    private boolean isAnother(Instant time) {
      return time.getEpochSecond() > second || time.getEpochSecond() < second - DISORDER;
    }
  }
}

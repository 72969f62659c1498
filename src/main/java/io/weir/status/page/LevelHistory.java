package io.weir.status.page;

import io.weir.internal.deployment.LineStatus;
import io.weir.status.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How much was used of budgets over the last hour, for a forecast. */
final class LevelHistory {

  /** What is older says nothing about the present rate. */
  private static final Duration KEPT = Duration.ofHours(1);

  /** Two readings are at least so long apart. */
  private static final Duration STEP = Duration.ofSeconds(50);

  /** A budget of which so much less is used than before, in percent, has begun anew. */
  private static final int FALL = 10;

  private static final int HUNDRED = 100;

  /** By line and name of the level, the oldest first. */
  private final Map<String, Deque<Forecast.Reading>> readings = new HashMap<>();

  private static String key(String line, LineStatus.Level level) {
    return line + " " + level.name();
  }

  /** Notes a level of a line if that is due. */
  synchronized void note(Instant now, String line, LineStatus.Level level) {
    Deque<Forecast.Reading> known =
        readings.computeIfAbsent(key(line, level), first -> new ArrayDeque<>());
    Forecast.Reading last = known.peekLast();
    if (last != null && hasFallen(last, level)) {
      known.clear();
    } else if (last != null && now.isBefore(last.time().plus(STEP))) {
      return;
    }
    known.addLast(new Forecast.Reading(now, level.used()));
    while (known.getFirst().time().isBefore(now.minus(KEPT))) {
      known.removeFirst();
    }
  }

  private static boolean hasFallen(Forecast.Reading last, LineStatus.Level level) {
    return last.used() - level.used() > level.amount() / HUNDRED * FALL;
  }

  /** When the level is used up if it goes on as in the last hour. */
  synchronized Optional<Instant> usedUp(Instant now, String line, LineStatus.Level level) {
    Deque<Forecast.Reading> known = readings.get(key(line, level));
    return known == null || known.isEmpty() || hasFallen(known.getLast(), level)
        ? Optional.empty()
        : Forecast.usedUp(
            known.getFirst(),
            new Forecast.Reading(now, level.used()),
            level.amount(),
            level.span());
  }
}

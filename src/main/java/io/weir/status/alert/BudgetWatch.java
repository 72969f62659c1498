package io.weir.status.alert;

import io.weir.internal.events.BudgetLevel;
import io.weir.internal.events.Event;
import io.weir.status.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Watches how much of a budget is used, of everyone that it counts apart. */
final class BudgetWatch implements Watch {

  /** By so many points it must fall before the alert is over. */
  private static final int FALL = 10;

  /** Those above the percentage that are remembered; each has some hundred bytes. */
  private static final int MOST = 1000;

  /** What has no period is remembered so long: another node may have seen it fall. */
  private static final Duration WITHOUT_PERIOD = Duration.ofDays(1);

  private static final int HUNDRED = 100;

  private final AlertRule.BudgetUsed condition;
  private final ZoneId zone;

  /** By key and span: whoever is above the percentage, or about to reach it. */
  private final Map<String, Seen> high = new ConcurrentHashMap<>();

  /**
   * What was seen of one key.
   *
   * @param first since it is near the percentage
   * @param over whether it has reached it
   */
  private record Seen(BudgetLevel first, BudgetLevel last, boolean over) {

    boolean lasts(Instant now) {
      Duration span = last.span().isZero() ? WITHOUT_PERIOD : last.span();
      return now.isBefore(last.time().plus(span));
    }
  }

  BudgetWatch(AlertRule.BudgetUsed condition, ZoneId zone) {
    this.condition = condition;
    this.zone = zone;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof BudgetLevel level && level.budget().equals(condition.budget())) {
      String key = level.key() + " " + level.span();
      boolean near = reaches(level, Math.max(1, condition.percent() - FALL));
      if (!near) {
        high.remove(key);
      } else if (high.containsKey(key) || high.size() < MOST) {
        boolean over = reaches(level, condition.percent());
        high.merge(
            key,
            new Seen(level, level, over),
            (known, now) -> new Seen(known.first(), level, known.over() || over));
      }
    }
  }

  private static boolean reaches(BudgetLevel level, int percent) {
    return level.used()
        >= level.amount() / HUNDRED * percent + level.amount() % HUNDRED * percent / HUNDRED;
  }

  @Override
  public long reading(Instant now) {
    high.values().removeIf(seen -> !seen.lasts(now));
    return high.values().stream().filter(Seen::over).count();
  }

  @Override
  public boolean addsUp() {
    return true;
  }

  @Override
  public boolean fires(long whole) {
    return whole > 0;
  }

  @Override
  public String text(Instant now, long whole) {
    Optional<Seen> most =
        high.values().stream()
            .filter(Seen::over)
            .max(Comparator.comparingDouble(seen -> share(seen.last())));
    if (most.isEmpty()) {
      return "Budget %s has reached %s%%.".formatted(condition.budget(), condition.percent());
    }
    BudgetLevel level = most.get().last();
    String spent =
        "Budget %s: %s%% of %s are used, %s left."
            .formatted(
                condition.budget(),
                (long) (share(level) * HUNDRED),
                print(level, level.amount()),
                print(level, Math.max(0, level.amount() - level.used())));
    return spent
        + forecast(most.get()).map(" At this rate it is spent by %s."::formatted).orElse("");
  }

  private static double share(BudgetLevel level) {
    return (double) level.used() / level.amount();
  }

  private static String print(BudgetLevel level, long amount) {
    return level.unit().matches("[A-Z]{3}")
        ? Cost.print(level.unit(), amount)
        : amount + " " + level.unit();
  }

  /** When it is spent if it goes on as since it came near. */
  private Optional<String> forecast(Seen seen) {
    BudgetLevel last = seen.last();
    return Forecast.usedUp(reading(seen.first()), reading(last), last.amount(), last.span())
        .map(end -> Times.print(end, last.time(), zone));
  }

  private static Forecast.Reading reading(BudgetLevel level) {
    return new Forecast.Reading(level.time(), level.used());
  }

  @Override
  public String resolved() {
    return "Budget %s is below %s%% again."
        .formatted(condition.budget(), Math.max(1, condition.percent() - FALL));
  }
}

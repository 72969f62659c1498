package io.weir.status.alert;

import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.events.Verdict;
import io.weir.internal.settings.PeriodUnit;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Watches how many requests a rule refuses in a period. */
final class RefusalWatch implements Watch {

  /** Those whose lines are rules or checks. */
  private static final Set<String> FILTERS = Set.of("rate-limit", "validation");

  private final AlertRule.RefusedOften condition;
  private final Supplier<List<Count>> counts;

  /** The totals of the last period, the oldest first. */
  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(Instant time, long total) {}

  /**
   * A watch that knows nothing of the time before it.
   *
   * @param counts the present totals of all filters
   */
  RefusalWatch(AlertRule.RefusedOften condition, Supplier<List<Count>> counts) {
    this.condition = condition;
    this.counts = counts;
  }

  @Override
  public long reading(Instant now) {
    long total =
        counts.get().stream()
            .filter(count -> FILTERS.contains(count.filter()))
            .filter(count -> count.rule().equals(condition.rule()))
            .filter(count -> count.verdict() == Verdict.REFUSED)
            .mapToLong(Count::total)
            .sum();
    samples.addLast(new Sample(now, total));
    Instant begin = now.minus(condition.period());
    // One sample stays from before the period: what was refused since then is what counts.
    while (samples.size() > 2
        && !samples.stream().skip(1).findFirst().orElseThrow().time().isAfter(begin)) {
      samples.removeFirst();
    }
    return total - samples.getFirst().total();
  }

  @Override
  public boolean addsUp() {
    return true;
  }

  @Override
  public boolean fires(long whole) {
    return whole > condition.requests();
  }

  @Override
  public String text(Instant now, long whole) {
    return "Rule %s has refused %s requests within %s; the alert is for more than %s."
        .formatted(
            condition.rule(), whole, PeriodUnit.print(condition.period()), condition.requests());
  }

  @Override
  public String resolved() {
    return "Rule %s refuses no more than %s requests within %s again."
        .formatted(condition.rule(), condition.requests(), PeriodUnit.print(condition.period()));
  }
}

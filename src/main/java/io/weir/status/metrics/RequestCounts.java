package io.weir.status.metrics;

import io.weir.internal.events.EventCounters;
import io.weir.internal.events.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The decisions of all filters, by filter, rule and verdict. Of each filter, its first rules have
 * series of their own; their order does not change while an application runs.
 */
final class RequestCounts {

  private RequestCounts() {}

  static Family family(List<EventCounters.Count> counts) {
    Map<Series, Map<Verdict, Long>> totals = new LinkedHashMap<>();
    Map<String, Set<String>> named = new LinkedHashMap<>();
    for (EventCounters.Count count : counts) {
      Set<String> rules = named.computeIfAbsent(count.filter(), filter -> new HashSet<>());
      boolean own =
          rules.contains(count.rule())
              || (rules.size() < BoundedLabel.MOST && rules.add(count.rule()));
      totals
          .computeIfAbsent(
              new Series(count.filter(), own ? count.rule() : BoundedLabel.OTHER),
              series -> new EnumMap<>(Verdict.class))
          .merge(count.verdict(), count.total(), Long::sum);
    }
    List<Sample> samples = new ArrayList<>();
    totals.forEach(
        (series, verdicts) ->
            verdicts.forEach((verdict, total) -> samples.add(series.sample(verdict, total))));
    return new Family(
        "weir_requests",
        Family.Type.COUNTER,
        "Requests that a filter decided about, by rule and verdict; without a rule, by the filter as a whole.",
        samples);
  }

  private record Series(String filter, String rule) {

    Sample sample(Verdict verdict, long total) {
      return Sample.of(
          "_total",
          List.of(
              new Sample.Label("filter", filter),
              new Sample.Label("rule", rule),
              new Sample.Label(
                  "verdict", verdict.name().toLowerCase(Locale.ROOT).replace('_', '-'))),
          total);
    }
  }
}

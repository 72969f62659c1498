package io.weir.internal.events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the decisions of one filter since it started. The counters only grow: each reader keeps
 * the totals of its last {@link #snapshot} and computes the difference itself.
 */
public final class EventCounters {

  private final String filter;
  private final Map<String, Map<Verdict, LongAdder>> byRule;
  private final LongAdder notAllowed = new LongAdder();

  /**
   * Creates all counters, at zero.
   *
   * @param filter the name of the filter in settings: {@code rate-limit}
   * @param rules what can decide about a request; an empty name stands for the filter as a whole
   */
  public EventCounters(String filter, Collection<String> rules) {
    this.filter = filter;
    Map<String, Map<Verdict, LongAdder>> counters = new LinkedHashMap<>();
    rules.forEach(rule -> counters.put(rule, zeros()));
    this.byRule = Collections.unmodifiableMap(counters);
  }

  private static Map<Verdict, LongAdder> zeros() {
    Map<Verdict, LongAdder> zeros = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      zeros.put(verdict, new LongAdder());
    }
    return zeros;
  }

  /** Counts one request. */
  public void count(String rule, Verdict verdict) {
    Map<Verdict, LongAdder> counters = Objects.requireNonNull(byRule.get(rule), rule);
    Objects.requireNonNull(counters.get(verdict)).increment();
    if (verdict != Verdict.ALLOWED) {
      notAllowed.increment();
    }
  }

  /** How many requests were not simply allowed, over all rules. */
  long notAllowed() {
    return notAllowed.sum();
  }

  /** The present totals, also those that are zero. */
  public List<Count> snapshot() {
    List<Count> counts = new ArrayList<>(byRule.size() * Verdict.values().length);
    byRule.forEach(
        (rule, counters) ->
            counters.forEach(
                (verdict, total) -> counts.add(new Count(filter, rule, verdict, total.sum()))));
    return counts;
  }

  /**
   * A total.
   *
   * @param filter the name of the filter in settings
   * @param rule what decided; empty for the filter as a whole
   * @param total requests since the filter started
   */
  public record Count(String filter, String rule, Verdict verdict, long total) {}
}

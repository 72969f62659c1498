package io.weir.status.page;

import io.weir.internal.events.Event;
import io.weir.internal.events.KeyBlocked;
import io.weir.internal.events.Refusal;
import io.weir.internal.events.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whom this node has refused most, and whom it blocks, by their pseudonyms. However many clients
 * there are, its size is bounded: of each rule it counts {@value #COUNTED} keys. A new key takes
 * the place and the number of the one that was refused least, so that a number may be too high, and
 * no key that was refused more often than others is missing (Metwally et al., "Space-Saving").
 */
final class RefusedKeys {

  static final int COUNTED = 100;
  static final int MOST_BLOCKS = 500;

  /** Rules, checks, budgets and circuits that are told apart; an application has fewer. */
  private static final int MOST_RULES = 500;

  /** What was refused before the last full hour is forgotten. */
  private static final Duration WINDOW = Duration.ofHours(1);

  private final Map<Rule, Counts> byRule = new ConcurrentHashMap<>();
  private final Map<Client, Instant> blocks = new HashMap<>();

  private record Rule(String filter, String name) {}

  /**
   * A client, as one rule counts it.
   *
   * @param key its pseudonym
   */
  record Client(String filter, String rule, String key) {}

  /** How often a client was refused. */
  record Busy(Client client, long refused) {}

  /** How often keys of one rule were refused in this hour and in the hour before. */
  private static final class Counts {

    private Map<String, Long> now = new HashMap<>();
    private Map<String, Long> before = new HashMap<>();
    private Instant begun;

    Counts(Instant begun) {
      this.begun = begun;
    }

    synchronized void add(String key, Instant time) {
      turn(time);
      Long known = now.get(key);
      if (known != null || now.size() < COUNTED) {
        now.put(key, known == null ? 1 : known + 1);
      } else {
        Map.Entry<String, Long> least =
            now.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
        now.remove(least.getKey());
        now.put(key, least.getValue() + 1);
      }
    }

    private void turn(Instant time) {
      Duration since = Duration.between(begun, time);
      if (since.isNegative() || since.compareTo(WINDOW) >= 0) {
        before = since.compareTo(WINDOW.multipliedBy(2)) < 0 ? now : new HashMap<>();
        now = new HashMap<>();
        begun = time;
      }
    }

    synchronized Map<String, Long> sums(Instant time) {
      turn(time);
      Map<String, Long> sums = new HashMap<>(before);
      now.forEach((key, number) -> sums.merge(key, number, Long::sum));
      return sums;
    }
  }

  /** Takes note of what happened. Never waits. */
  void accept(Event event) {
    if (event instanceof Refused refused) {
      Refusal.Subject subject = refused.refusal().subject();
      if (!subject.key().isEmpty()) {
        counts(new Rule(subject.filter(), subject.rule()), refused.time())
            .ifPresent(counts -> counts.add(subject.key(), refused.time()));
      }
    } else if (event instanceof KeyBlocked blocked) {
      block(new Client("rate-limit", blocked.rule(), blocked.key()), blocked);
    }
  }

  private Optional<Counts> counts(Rule rule, Instant time) {
    Counts known = byRule.get(rule);
    return known == null && byRule.size() >= MOST_RULES
        ? Optional.empty()
        : Optional.of(byRule.computeIfAbsent(rule, first -> new Counts(time)));
  }

  private synchronized void block(Client client, KeyBlocked blocked) {
    if (blocks.size() >= MOST_BLOCKS) {
      blocks.values().removeIf(blocked.time()::isAfter);
    }
    if (blocks.size() < MOST_BLOCKS) {
      blocks.put(client, blocked.until());
    }
  }

  /** The keys of each rule that were refused most, the busiest first. */
  List<Busy> busiest(Instant time, int ofEachRule) {
    List<Busy> all = new ArrayList<>();
    byRule.forEach(
        (rule, counts) ->
            counts.sums(time).entrySet().stream()
                .map(
                    one ->
                        new Busy(
                            new Client(rule.filter(), rule.name(), one.getKey()), one.getValue()))
                .sorted(Comparator.comparingLong(Busy::refused).reversed())
                .limit(ofEachRule)
                .forEach(all::add));
    return all;
  }

  /** When blocks end, as far as that was known when they began. */
  synchronized Map<Client, Instant> blocks(Instant time) {
    blocks.values().removeIf(time::isAfter);
    return Map.copyOf(blocks);
  }
}

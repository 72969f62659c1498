package io.weir.ratelimit;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.rules.KeyPart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The entries in which rules count. All rules that count by the same values of a request share one,
 * so that one operation serves them all.
 *
 * @param kept how long an entry is kept, by the number of values: an address replaces any value
 *     that a request lacks, so any two rules with as many values may meet in one entry
 */
record RuleEntries(String scope, Pseudonyms pseudonyms, Map<Integer, RetentionClass> kept) {

  /** Parts of keys by which an entry belongs to one client alone. */
  private static final Set<String> OWN = Set.of("ip", "session", "user");

  private static final Duration KNOWN_LOGINS = Duration.ofDays(30);

  static RuleEntries of(RateLimitPolicy policy, Pseudonyms pseudonyms) {
    return of(policy.scope(), policy.zone(), policy.rules(), pseudonyms);
  }

  static RuleEntries of(String scope, ZoneId zone, List<Rule> rules, Pseudonyms pseudonyms) {
    Map<Integer, Duration> longest = new HashMap<>();
    for (Rule rule : rules) {
      longest.merge(
          rule.key().parts().size(),
          kept(rule, rule.bucketSpec(zone)),
          (one, other) -> one.compareTo(other) > 0 ? one : other);
    }
    Map<Integer, RetentionClass> kept = new HashMap<>();
    longest.forEach((values, duration) -> kept.put(values, RetentionClass.of(duration)));
    return new RuleEntries(scope, pseudonyms, kept);
  }

  /** How long what a rule counts must be kept. */
  private static Duration kept(Rule rule, BucketSpec spec) {
    Duration messages = messages(rule.connection());
    if (rule.limits().isEmpty()) {
      return messages; // Its slots are kept apart.
    }
    Duration buckets = spec.refillTime();
    Duration blocks = spec.block().map(block -> fade(block).plus(buckets)).orElse(Duration.ZERO);
    Duration logins = rule.options().sparingKnown() ? KNOWN_LOGINS : Duration.ZERO;
    Duration longest =
        List.of(buckets, messages, blocks, logins).stream().max(Duration::compareTo).orElseThrow();
    return longest.compareTo(Limit.MAX_PERIOD) < 0 ? longest : Limit.MAX_PERIOD;
  }

  private static Duration messages(ConnectionLimits limits) {
    return Stream.concat(limits.messages().stream(), limits.bytes().stream())
        .map(Limit::period)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** The time until the last doubling of a block has faded. */
  private static Duration fade(Block block) {
    return block.longest().multipliedBy(block.doublings() + 2L);
  }

  /** The entry of these values. */
  EntryKey of(List<KeyPart.Value> values) {
    String[] parts = new String[2 * values.size() + 1];
    parts[0] = scope;
    for (int i = 0; i < values.size(); i++) {
      parts[2 * i + 1] = values.get(i).part();
      parts[2 * i + 2] = values.get(i).text();
    }
    boolean own = values.size() == 1 && OWN.contains(values.get(0).part());
    return new EntryKey(pseudonyms.of(parts), Objects.requireNonNull(kept.get(values.size())), own);
  }

  /**
   * The entry of this name.
   *
   * @param parts by what it counts
   */
  EntryKey named(String name, List<KeyPart> parts) {
    boolean own = parts.size() == 1 && OWN.contains(parts.get(0).toString());
    return new EntryKey(name, Objects.requireNonNull(kept.get(parts.size())), own);
  }

  /** The bucket of a rule in each entry. Rules with the same identity share it. */
  static long bucket(Rule rule) {
    return UUID.nameUUIDFromBytes(rule.identity().getBytes(StandardCharsets.UTF_8))
        .getMostSignificantBits();
  }
}

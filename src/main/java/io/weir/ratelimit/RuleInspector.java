package io.weir.ratelimit;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.deployment.KeyStatus;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.rules.KeyPart;
import io.weir.internal.settings.Setting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Shows administrators what rules count, and forgets what a rule counts of a client. */
final class RuleInspector {

  private static final String ADDRESS = "ip";

  private final RateLimitPolicy policy;
  private final CountingService counting;
  private final RuleEntries entries;
  private final List<PreparedRule> rules;
  private final InstantSource clock;

  /**
   * An inspector of all rules of a policy.
   *
   * @param rules those of the policy, prepared
   */
  RuleInspector(
      RateLimitPolicy policy,
      List<PreparedRule> rules,
      CountingService counting,
      InstantSource clock) {
    this.policy = policy;
    this.counting = counting;
    this.entries = RuleEntries.of(policy, counting.pseudonyms());
    // Of open requests there is nothing to forget: they hold their slots.
    this.rules = rules.stream().filter(one -> !one.rule().limits().isEmpty()).toList();
    this.clock = clock;
  }

  /** The rules as Weir reads them. */
  List<LineStatus> lines() {
    return policy.rules().stream()
        .map(
            rule ->
                new LineStatus(
                    rule.name(),
                    rule.toString(),
                    Map.of("mode", rule.shadow() ? "shadow" : Setting.word(policy.mode())),
                    List.of()))
        .toList();
  }

  /** What was taken of the limits of rules that count by one value, where something was. */
  List<KeyStatus> look(String text) {
    List<PreparedRule> asked = new ArrayList<>();
    List<TokenRequest> requests = new ArrayList<>();
    for (PreparedRule one : rules) {
      List<KeyPart> parts = one.rule().key().parts();
      if (parts.size() == 1) {
        values(parts.get(0), text)
            .forEach(
                value -> {
                  asked.add(one);
                  requests.add(request(one, value));
                });
      }
    }
    List<ConsumptionResult> results = requests.isEmpty() ? List.of() : counting.look(requests);
    List<KeyStatus> found = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      List<LimitState> limits = results.get(i).limits();
      if (limits.stream().anyMatch(limit -> limit.left() < limit.tokens())) {
        found.add(
            new KeyStatus(
                asked.get(i).rule().name(),
                requests.get(i).entry().name(),
                limits.stream().map(RuleInspector::words).toList(),
                actions(asked.get(i).rule().name(), requests.get(i).entry().name())));
      }
    }
    return found;
  }

  /** An address, too: it replaces every value that a request lacks. */
  private Stream<KeyPart.Value> values(KeyPart part, String text) {
    Stream<KeyPart.Value> addresses =
        policy.trustedProxies().client(text).stream()
            .map(address -> new KeyPart.Value(ADDRESS, address.key()));
    return part.toString().equals(ADDRESS)
        ? addresses
        : Stream.concat(Stream.of(part.named(text)), addresses);
  }

  /** How long clients are refused still, as far as that is known; zero if they are not. */
  Map<String, Duration> refusedFor(String name, List<String> keys) {
    Map<String, Duration> found = new HashMap<>();
    List<String> known = keys.stream().filter(key -> Pseudonyms.isOne(key)).toList();
    for (PreparedRule one : rules) {
      if (one.rule().name().equals(name) && !known.isEmpty()) {
        List<ConsumptionResult> results =
            counting.look(
                known.stream()
                    .map(key -> request(one, entries.named(key, one.rule().key().parts())))
                    .toList());
        for (int i = 0; i < results.size(); i++) {
          String key = known.get(i);
          results.get(i).limits().stream()
              .map(LimitState::delay)
              .max(Duration::compareTo)
              .ifPresent(delay -> found.put(key, delay));
        }
      }
    }
    return found;
  }

  private TokenRequest request(PreparedRule one, KeyPart.Value value) {
    return request(one, entries.of(List.of(value)));
  }

  private static TokenRequest request(PreparedRule one, EntryKey entry) {
    return new TokenRequest(
        entry,
        one.bucket(),
        one.spec(),
        one.rule().cost(),
        one.whenClusterFails(),
        TokenRequest.NO_LOGIN,
        true);
  }

  private static String words(LimitState limit) {
    String left = "%s of %s left".formatted(limit.left(), limit.tokens());
    return limit.delay().isZero()
        ? left
        : left + ", admitted again in %s s".formatted(limit.delay().plusMillis(999).toSeconds());
  }

  /**
   * What can be done for a client.
   *
   * @param key the pseudonym of the client
   * @return nothing if there is no such rule, or the key can be none
   */
  List<LineStatus.Action> actions(String name, String key) {
    return rules.stream()
        .filter(one -> one.rule().name().equals(name) && Pseudonyms.isOne(key))
        .map(
            one ->
                new LineStatus.Action(
                    "reset",
                    "Gives this client back everything that %s counts of it, and ends its block, on all nodes."
                        .formatted(name),
                    () -> counting.settle(List.of(forgetting(one, key)))))
        .toList();
  }

  private Settlement forgetting(PreparedRule one, String key) {
    Consumption all =
        new Consumption(
            Consumption.Place.CLUSTER,
            entries.named(key, one.rule().key().parts()),
            one.bucket(),
            one.spec(),
            0,
            clock.instant(),
            List.of());
    return new Settlement(all, 0, true, null, TokenRequest.NO_LOGIN);
  }
}

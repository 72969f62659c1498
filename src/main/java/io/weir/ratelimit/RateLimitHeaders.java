package io.weir.ratelimit;

import static java.util.Comparator.comparingInt;

import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes the header fields that tell clients what is left of their limits. */
final class RateLimitHeaders {

  /** A set of header fields: the setting {@code headers}. */
  enum Kind {
    /**
     * {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset}, which many services send.
     */
    X_RATELIMIT,
    /**
     * {@code RateLimit-Policy} and {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers-11.
     */
    RATELIMIT
  }

  /** The unit of {@code X-RateLimit-Reset}: the setting {@code reset}. */
  enum Reset {
    /** Seconds from now. */
    SECONDS,
    /** Unix time in seconds. */
    EPOCH
  }

  private static final String RETRY_AFTER = "Retry-After";

  private final Set<Kind> kinds;
  private final Reset reset;
  private final InstantSource clock;

  /** In the order of the table. */
  private final List<Rule> rules;

  /** {@code RateLimit-Policy} depends only on the rules. */
  private final Map<List<Rule>, String> policies = new ConcurrentHashMap<>();

  /**
   * Writes these header fields.
   *
   * @param kinds may be empty
   * @param reset the unit of {@code X-RateLimit-Reset}
   * @param rules in the order in which a header lists them
   */
  RateLimitHeaders(Set<Kind> kinds, Reset reset, List<Rule> rules, InstantSource clock) {
    this.rules = List.copyOf(rules);
    this.kinds = Set.copyOf(kinds);
    this.reset = reset;
    this.clock = clock;
  }

  /** The names of all header fields that a response may have. */
  static Set<String> names(Set<Kind> kinds) {
    Set<String> names = new HashSet<>(Set.of(RETRY_AFTER));
    if (kinds.contains(Kind.X_RATELIMIT)) {
      names.addAll(Set.of("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"));
    }
    if (kinds.contains(Kind.RATELIMIT)) {
      names.addAll(Set.of("RateLimit-Policy", "RateLimit"));
    }
    return names;
  }

  /**
   * Writes the header fields of the response, whether Weir or the application writes its body.
   *
   * @param field takes the name and the value of each field
   */
  void write(Decision decision, BiConsumer<String, String> field) {
    Decision.@Nullable LimitStatus leading = decision.leading().orElse(null);
    if (leading != null && kinds.contains(Kind.X_RATELIMIT)) {
      field.accept("X-RateLimit-Limit", Long.toString(leading.limit().tokens()));
      field.accept("X-RateLimit-Remaining", Long.toString(leading.state().left()));
      field.accept("X-RateLimit-Reset", Long.toString(reset(leading.state().reset())));
    }
    if (kinds.contains(Kind.RATELIMIT)) {
      writeDraft(decision, leading, field);
    }
    if (decision.stops()
        && !decision.forbidden()
        && !decision.unknown()
        && !decision.unreadable()
        && !decision.foreign()) {
      field.accept(RETRY_AFTER, Long.toString(Math.max(1, seconds(decision.delay()))));
    }
  }

  private long reset(Duration left) {
    return seconds(
        reset == Reset.SECONDS
            ? left
            : Duration.between(Instant.EPOCH, clock.instant()).plus(left));
  }

  private void writeDraft(
      Decision decision, Decision.@Nullable LimitStatus leading, BiConsumer<String, String> field) {
    List<Rule> visible = decision.visible();
    if (!visible.isEmpty()) {
      field.accept("RateLimit-Policy", policies.computeIfAbsent(visible, this::policy));
    }
    if (leading != null) {
      // In a refusal this is the wait: Retry-After must not end before it (draft §5).
      LimitState state = leading.state();
      Duration effective = decision.stops() ? state.delay() : state.reset();
      field.accept(
          "RateLimit", "\"" + leading.name() + "\";r=" + state.left() + ";t=" + seconds(effective));
    }
  }

  /** {@code "calls";q=2;w=60, "calls-2";q=50;w=86400}: every limit of every rule. */
  private String policy(List<Rule> visible) {
    StringBuilder policy = new StringBuilder();
    // Not in the order of the decisions: rules that need the body or the user decide last.
    for (Rule rule : visible.stream().sorted(comparingInt(rules::indexOf)).toList()) {
      for (int i = 0; i < rule.limits().size(); i++) {
        Limit limit = rule.limits().get(i);
        policy
            .append(policy.isEmpty() ? "\"" : ", \"")
            .append(Decision.LimitStatus.name(rule, i))
            .append("\";q=")
            .append(limit.tokens())
            .append(";w=")
            .append(limit.period().toSeconds());
      }
    }
    return policy.toString();
  }

  /** Rounded up: a client told to wait 0 s while 0.4 s are missing would be refused again. */
  private static long seconds(Duration duration) {
    return duration.toSeconds() + (duration.toNanosPart() > 0 ? 1 : 0);
  }
}

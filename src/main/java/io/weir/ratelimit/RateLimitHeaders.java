package io.weir.ratelimit;

import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Computes the header fields that tell clients what is left of their limits. */
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

  private static final int MAX_FIELDS = 6;

  private final Set<Kind> kinds;
  private final Reset reset;
  private final InstantSource clock;

  /** {@code RateLimit-Policy} depends only on the rules. */
  private final Map<List<Rule>, String> policies = new ConcurrentHashMap<>();

  /**
   * Computes these header fields.
   *
   * @param kinds may be empty
   * @param reset the unit of {@code X-RateLimit-Reset}
   */
  RateLimitHeaders(Set<Kind> kinds, Reset reset, InstantSource clock) {
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

  /** The header fields of the response, whether Weir or the application writes it. */
  Map<String, String> of(Decision decision) {
    Map<String, String> headers = new LinkedHashMap<>(MAX_FIELDS);
    Optional<Decision.LimitStatus> leading = decision.leading();
    if (kinds.contains(Kind.X_RATELIMIT)) {
      leading.ifPresent(status -> putLegacy(headers, status));
    }
    if (kinds.contains(Kind.RATELIMIT)) {
      putDraft(headers, decision, leading);
    }
    if (decision.stops()
        && !decision.forbidden()
        && !decision.unknown()
        && !decision.unreadable()) {
      headers.put(RETRY_AFTER, Long.toString(Math.max(1, seconds(decision.delay()))));
    }
    return headers;
  }

  private void putLegacy(Map<String, String> headers, Decision.LimitStatus leading) {
    headers.put("X-RateLimit-Limit", Long.toString(leading.limit().tokens()));
    headers.put("X-RateLimit-Remaining", Long.toString(leading.state().left()));
    headers.put("X-RateLimit-Reset", Long.toString(reset(leading.state().reset())));
  }

  private long reset(Duration left) {
    return seconds(
        reset == Reset.SECONDS
            ? left
            : Duration.between(Instant.EPOCH, clock.instant()).plus(left));
  }

  private void putDraft(
      Map<String, String> headers, Decision decision, Optional<Decision.LimitStatus> leading) {
    List<Rule> visible = decision.visible();
    if (!visible.isEmpty()) {
      headers.put("RateLimit-Policy", policies.computeIfAbsent(visible, RateLimitHeaders::policy));
    }
    leading.ifPresent(
        status -> {
          // In a refusal this is the wait: Retry-After must not end before it (draft §5).
          LimitState state = status.state();
          Duration effective = decision.stops() ? state.delay() : state.reset();
          headers.put(
              "RateLimit",
              "\"" + status.name() + "\";r=" + state.left() + ";t=" + seconds(effective));
        });
  }

  /** {@code "calls";q=2;w=60, "calls-2";q=50;w=86400}: every limit of every rule. */
  private static String policy(List<Rule> rules) {
    StringBuilder policy = new StringBuilder();
    for (Rule rule : rules) {
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

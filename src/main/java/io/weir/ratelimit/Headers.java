package io.weir.ratelimit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The headers of an answer.
 *
 * @param kinds which; none is possible
 * @param reset how {@code X-RateLimit-Reset} counts
 */
record Headers(Set<Kind> kinds, Reset reset, InstantSource clock) {

  /** Headers by which a client learns what is left: the setting {@code headers}. */
  enum Kind {
    /**
     * {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset}, as many services have them.
     */
    X_RATELIMIT,
    /**
     * {@code RateLimit-Policy} and {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers-11.
     */
    RATELIMIT
  }

  /** How {@code X-RateLimit-Reset} counts: the setting {@code reset}. */
  enum Reset {
    /** Seconds from now. */
    SECONDS,
    /** Seconds of Unix time. */
    EPOCH
  }

  Headers {
    kinds = Set.copyOf(kinds);
  }

  /** The headers of the answer that this decision gives, or lets the application give. */
  Map<String, String> of(Decision decision) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (kinds.contains(Kind.X_RATELIMIT)) {
      decision.leading().ifPresent(leading -> putLegacy(headers, leading));
    }
    if (kinds.contains(Kind.RATELIMIT)) {
      putDraft(headers, decision);
    }
    if (decision.stops()) {
      headers.put("Retry-After", Long.toString(Math.max(1, seconds(decision.delay()))));
    }
    return headers;
  }

  private void putLegacy(Map<String, String> headers, Decision.Limiting leading) {
    long wait = seconds(leading.gauge().reset());
    headers.put("X-RateLimit-Limit", Long.toString(leading.limit().tokens()));
    headers.put("X-RateLimit-Remaining", Long.toString(leading.gauge().left()));
    headers.put(
        "X-RateLimit-Reset",
        Long.toString(reset == Reset.SECONDS ? wait : clock.instant().getEpochSecond() + wait));
  }

  private static void putDraft(Map<String, String> headers, Decision decision) {
    List<String> policies = decision.policies();
    if (!policies.isEmpty()) {
      headers.put("RateLimit-Policy", String.join(", ", policies));
    }
    decision
        .leading()
        .ifPresent(
            leading -> {
              // A refusal's time is the wait, so that Retry-After never ends before it (§5 of the
              // draft).
              Duration effective =
                  decision.stops() ? leading.gauge().delay() : leading.gauge().reset();
              headers.put(
                  "RateLimit",
                  "\"%s\";r=%d;t=%d"
                      .formatted(leading.name(), leading.gauge().left(), seconds(effective)));
            });
  }

  /** Rounded up: a client told to wait 0 s while 0.4 s are missing would be refused again. */
  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}

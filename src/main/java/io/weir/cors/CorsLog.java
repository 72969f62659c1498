package io.weir.cors;

import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.LogSummary;
import io.weir.internal.events.LogThrottle;
import io.weir.internal.events.Refusal;
import io.weir.internal.events.Verdict;
import io.weir.internal.settings.Mode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the decisions of the filter, and logs its origins, a summary of refusals, and warnings.
 */
final class CorsLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CorsLog.class);

  /** The name of the counters of requests that nothing is wrong with. */
  private static final String WHOLE_FILTER = "";

  private final CorsPolicy policy;
  private final ApplicationEvents events;
  private final EventCounters counters;
  private final LogSummary summary;
  private final LogThrottle ownOrigin;
  private final AtomicBoolean conflict = new AtomicBoolean();

  CorsLog(CorsPolicy policy, InstantSource clock, ApplicationEvents events) {
    this.policy = policy;
    this.events = events;
    this.counters =
        new EventCounters(
            CorsProvider.NAME,
            Stream.concat(
                    Stream.of(WHOLE_FILTER), Stream.of(CorsRefusal.Cause.values()).map(Enum::name))
                .toList());
    this.summary = new LogSummary(counters, CorsLog::subject, clock);
    this.ownOrigin = new LogThrottle(Duration.ofHours(1), clock);
  }

  private static String subject(String cause) {
    return cause.equals(WHOLE_FILTER)
        ? "CorsFilter"
        : "CorsFilter (%s)".formatted(CorsRefusal.Cause.valueOf(cause));
  }

  /** Logs the allowed origins, and warns of settings that are called dangerous. */
  void tellPolicy() {
    LOG.info(
        "CorsFilter allows {} ({}), {} credentials",
        policy.allowedOrigins(),
        policy.mode(),
        policy.credentials() ? "with" : "without");
    if (policy.insecureOrigins() || policy.publicSuffixes()) {
      LOG.warn(
          "WEIR-023: a dangerously-allow setting of CorsFilter is true; pages that an attacker controls may read responses");
    }
  }

  /**
   * Tells that a page of an origin that is not allowed gets 403.
   *
   * @return the id of the refusal, if it has one
   */
  Optional<UUID> refused() {
    return events.refused(
        new Refusal.Subject(CorsProvider.NAME, WHOLE_FILTER, ""),
        Optional.empty(),
        () -> new Refusal.Explanation(403, "allowed origins: " + policy.allowedOrigins(), ""));
  }

  /**
   * Counts the answer to a request.
   *
   * @param host the Host header of the request
   */
  void tell(CorsAnswer answer, CorsRequest request, Optional<String> host) {
    counters.count(
        answer.refusal().map(refusal -> refusal.cause().name()).orElse(WHOLE_FILTER),
        verdict(answer));
    summary.flush();
    if (policy.mode() == Mode.ENFORCE
        && answer.verdict() == CorsAnswer.Verdict.REFUSED
        && host.isPresent()
        && request.isOf(host.get())
        && ownOrigin.claim()) {
      LOG.warn(
          "WEIR-020: requests are refused although their origin is the host they were sent to; if they come from the application's own pages, add the origin to weir.cors.own-origins");
    }
  }

  private Verdict verdict(CorsAnswer answer) {
    if (answer.refusal().isEmpty()) {
      return Verdict.ALLOWED;
    }
    if (answer.passes()) {
      return Verdict.WITHOUT_HEADERS;
    }
    return policy.mode() == Mode.SHADOW ? Verdict.WOULD_REFUSE : Verdict.REFUSED;
  }

  /** How often the filter decided what. */
  EventCounters counters() {
    return counters;
  }

  /** Warns once that the application sets headers that the filter sets. */
  void tellConflict() {
    if (conflict.compareAndSet(false, true)) {
      LOG.warn(
          "WEIR-021: the application sets Access-Control headers itself; the response has those of CorsFilter only");
    }
  }

  /** Writes the last summary. */
  @Override
  public void close() {
    summary.close();
  }
}

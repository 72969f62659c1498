package io.weir.validation;

import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.LogSummary;
import io.weir.internal.events.Refusal;
import io.weir.internal.events.Verdict;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what checks decide, and logs them and a summary of refusals. */
final class ValidationLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ValidationLog.class);

  private final ValidationPolicy policy;
  private final ApplicationEvents events;
  private final EventCounters counters;
  private final LogSummary summary;

  ValidationLog(ValidationPolicy policy, ApplicationEvents events) {
    this.policy = policy;
    this.events = events;
    this.counters =
        new EventCounters(
            ValidationProvider.NAME, policy.checks().stream().map(RequestCheck::name).toList());
    this.summary = new LogSummary(counters, "Check "::concat, InstantSource.system());
  }

  /** Logs the checks as Weir reads them. */
  void tellPolicy() {
    List<RequestCheck> checks = policy.checks();
    LOG.info(
        "RequestValidationFilter has {} {} ({}):{}",
        checks.size(),
        checks.size() == 1 ? "check" : "checks",
        policy.mode(),
        Stream.concat(checks.stream().map(RequestCheck::toString), policy.lists().sizes())
            .map("\n  "::concat)
            .collect(Collectors.joining()));
    policy.lists().unused().forEach(unused -> LOG.warn("WEIR-087: {}", unused));
  }

  /** Counts a request that holds what it must. */
  void tellHeld(RequestCheck check) {
    tell(check, Verdict.ALLOWED);
  }

  /** Counts a request that does not. */
  void tellNotHeld(RequestCheck check) {
    tell(check, check.shadow() ? Verdict.WOULD_REFUSE : Verdict.REFUSED);
  }

  private void tell(RequestCheck check, Verdict verdict) {
    counters.count(check.name(), verdict);
    summary.flush();
  }

  /**
   * Tells that a request is refused.
   *
   * @param checks that it does not hold, at least one
   * @param status of the response
   * @return the id of the refusal, if it has one
   */
  Optional<UUID> refused(List<RequestCheck> checks, int status) {
    String names =
        checks.stream().map(RequestCheck::name).distinct().collect(Collectors.joining(", "));
    return events.refused(
        new Refusal.Subject(ValidationProvider.NAME, names, ""),
        Optional.empty(),
        () ->
            new Refusal.Explanation(
                status,
                checks.stream()
                    .map(RequestCheck::toString)
                    .distinct()
                    .collect(Collectors.joining("\n")),
                ""));
  }

  /** How often each check decided what. */
  EventCounters counters() {
    return counters;
  }

  /** Writes the last summary. */
  @Override
  public void close() {
    summary.close();
  }
}

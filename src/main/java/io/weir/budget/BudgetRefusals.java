package io.weir.budget;

import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.problem.Problem;
import io.weir.internal.problem.ProblemFormat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the responses to requests that budgets stop.
 *
 * @param log is told of them
 * @param clock tells when budgets admit again
 */
record BudgetRefusals(BudgetLog log, InstantSource clock) {

  private static final String TYPES = "https://iana.org/assignments/http-problem-types#";

  /**
   * Writes 429 where time helps, 403 where it does not, and 503 while a budget of everybody waits
   * for an administrator or the cluster does not answer. Clients of AI services repeat a 429 by
   * themselves: they must not be told to come back in vain.
   */
  void write(BudgetDecision decision, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem problem = problem(decision);
    if (problem.status() == 429) {
      // Rounded up: a client told to wait 0 s while 0.4 s are missing would be refused again.
      Duration delay = decision.delay().orElseThrow();
      long seconds = Math.max(1, delay.plusNanos(999_999_999).toSeconds());
      response.setHeader("Retry-After", Long.toString(seconds));
    }
    problem
        .of(log.refused(decision, problem.status()))
        .write(ProblemFormat.AUTO, request, response);
  }

  private Problem problem(BudgetDecision decision) {
    List<BudgetDecision.Result> refusals = decision.refusals();
    List<String> names =
        refusals.stream().map(refusal -> refusal.budget().name()).distinct().toList();
    if (refusals.stream()
        .anyMatch(one -> one.result().outcome() == HoldResult.Outcome.UNAVAILABLE)) {
      return new Problem(
          TYPES + "temporary-reduced-capacity",
          "Service Unavailable",
          503,
          "Budgets cannot be checked at the moment",
          Map.of());
    }
    Map<String, List<String>> members = Map.of("violated-policies", names);
    String all = String.join(", ", names);
    if (refusals.stream().anyMatch(BudgetDecision.Result::isLatched)) {
      return new Problem(
          TYPES + "temporary-reduced-capacity",
          "Service Unavailable",
          503,
          "The service is paused: " + all,
          members);
    }
    Optional<Duration> delay = decision.delay();
    return delay.isPresent()
        ? new Problem(
            TYPES + "quota-exceeded",
            "Too Many Requests",
            429,
            "Budget exceeded: " + all,
            Map.of("resets", List.of(reset(delay.get())), "violated-policies", names))
        : new Problem(
            "urn:weir:problem:budget-exhausted",
            "Forbidden",
            403,
            "Budget exhausted: " + all,
            members);
  }

  /** Rounded up, as in {@code Retry-After}. */
  private String reset(Duration delay) {
    return clock
        .instant()
        .plus(delay)
        .plusNanos(999_999_999)
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }

  /** Writes why no estimate can be made of a request. */
  void write(Estimate.Verdict verdict, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (verdict == Estimate.Verdict.TOO_LONG) {
      response.setHeader("Connection", "close");
    }
    write(
        switch (verdict) {
          case UNPRICED ->
              Problem.plain(402, "Payment Required", "The model of the request has no price");
          case TOO_LONG ->
              Problem.plain(
                  413, "Content Too Large", "The body is too long for its cost to be estimated");
          default ->
              Problem.plain(
                  415,
                  "Unsupported Media Type",
                  "The cost of a compressed body cannot be estimated");
        },
        request,
        response);
  }

  /** Writes 400: the body ends too early, or its framing is broken. */
  void writeBrokenBody(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Connection", "close");
    write(
        Problem.plain(400, "Bad Request", "The body of the request cannot be read"),
        request,
        response);
  }

  /** Writes a problem that no budget decides about. */
  private void write(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problem
        .of(log.refused(problem.detail(), problem.status()))
        .write(ProblemFormat.AUTO, request, response);
  }
}

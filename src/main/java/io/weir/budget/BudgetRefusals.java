package io.weir.budget;

import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.problem.Problem;
import io.weir.internal.problem.ProblemFormat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the responses to requests that budgets stop. */
final class BudgetRefusals {

  private static final String TYPES = "https://iana.org/assignments/http-problem-types#";

  private BudgetRefusals() {}

  /**
   * Writes 429 where time helps, 403 where it does not, and 503 while a budget of everybody waits
   * for an administrator or the cluster does not answer. Clients of AI services repeat a 429 by
   * themselves: they must not be told to come back in vain.
   */
  static void write(
      BudgetDecision decision, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<BudgetDecision.Result> refusals = decision.refusals();
    List<String> names =
        refusals.stream().map(refusal -> refusal.budget().name()).distinct().toList();
    Optional<Duration> delay = decision.delay();
    if (refusals.stream()
        .anyMatch(one -> one.result().outcome() == HoldResult.Outcome.UNAVAILABLE)) {
      write(
          503,
          "Service Unavailable",
          "Budgets cannot be checked at the moment",
          "temporary-reduced-capacity",
          List.of(),
          request,
          response);
    } else if (refusals.stream().anyMatch(BudgetDecision.Result::isLatched)) {
      write(
          503,
          "Service Unavailable",
          "The service is paused: " + String.join(", ", names),
          "temporary-reduced-capacity",
          names,
          request,
          response);
    } else if (delay.isPresent()) {
      // Rounded up: a client told to wait 0 s while 0.4 s are missing would be refused again.
      long seconds = Math.max(1, delay.get().plusNanos(999_999_999).toSeconds());
      response.setHeader("Retry-After", Long.toString(seconds));
      write(
          429,
          "Too Many Requests",
          "Budget exceeded: " + String.join(", ", names),
          "quota-exceeded",
          names,
          request,
          response);
    } else {
      new Problem(
              "urn:weir:problem:budget-exhausted",
              "Forbidden",
              403,
              "Budget exhausted: " + String.join(", ", names),
              Map.of("violated-policies", names))
          .write(ProblemFormat.AUTO, request, response);
    }
  }

  private static void write(
      int status,
      String title,
      String detail,
      String type,
      List<String> names,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    new Problem(
            TYPES + type,
            title,
            status,
            detail,
            names.isEmpty() ? Map.of() : Map.of("violated-policies", names))
        .write(ProblemFormat.AUTO, request, response);
  }

  /** Writes why no estimate can be made of a request. */
  static void write(
      Estimate.Verdict verdict, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem problem =
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
        };
    if (verdict == Estimate.Verdict.TOO_LONG) {
      response.setHeader("Connection", "close");
    }
    problem.write(ProblemFormat.AUTO, request, response);
  }

  /** Writes 400: the body ends too early, or its framing is broken. */
  static void writeBrokenBody(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Connection", "close");
    Problem.plain(400, "Bad Request", "The body of the request cannot be read")
        .write(ProblemFormat.AUTO, request, response);
  }
}

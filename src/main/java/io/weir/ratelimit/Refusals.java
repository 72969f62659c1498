package io.weir.ratelimit;

import io.weir.internal.problem.Problem;
import io.weir.internal.problem.ProblemFormat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Writes the responses to requests that do not reach the application.
 *
 * @param format the format of the bodies
 * @param log is told of them
 */
record Refusals(ProblemFormat format, RateLimitLog log) {

  private static final String TYPES = "https://iana.org/assignments/http-problem-types#";

  /** Writes 400, 401, 403, 429 (RFC 6585 §4), or 503 if the cluster does not answer. */
  void write(Decision decision, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (decision.unknown()) {
      // RFC 9110 §11.6.1 requires it with 401. No scheme for API keys in a field is registered.
      response.setHeader("WWW-Authenticate", "ApiKey");
    }
    Problem problem = problem(decision);
    if (problem.status() == 429) {
      log.tellExceeded(decision, request);
    }
    problem.of(log.refused(decision, problem.status())).write(format, request, response);
  }

  private static Problem problem(Decision decision) {
    if (decision.foreign()) {
      return Problem.plain(403, "Forbidden", "Pages of other sites must not send this request");
    }
    if (decision.unknown()) {
      return Problem.plain(401, "Unauthorized", "A valid API key is required");
    }
    if (decision.unreadable()) {
      return Problem.plain(400, "Bad Request", "The name in the request cannot be read");
    }
    if (decision.forbidden()) {
      return Problem.plain(403, "Forbidden", "Calls to this number are not allowed");
    }
    if (decision.refused()) {
      return limitExceeded(decision);
    }
    return decision.occupied().map(Refusals::occupied).orElseGet(Refusals::unavailable);
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

  /** Writes 413: the application asked for the fields of a form that is too long. */
  void writeLongForm(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader("Connection", "close");
    write(Problem.plain(413, "Content Too Large", "The form is too long"), request, response);
  }

  /** Writes 400: programs would read the path differently. */
  void writeAmbiguousPath(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(
        Problem.plain(400, "Bad Request", "The path of the request is ambiguous"),
        request,
        response);
  }

  /** Writes 501: a rule limits the WebSocket, and this server lets nobody end it. */
  void writeUnwatchedSocket(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.tellUnwatchedSocket(request.getServletContext().getServerInfo());
    write(
        Problem.plain(501, "Not Implemented", "This server cannot limit this WebSocket"),
        request,
        response);
  }

  /** Writes a problem that no rule decides about. */
  private void write(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problem.of(log.refused(problem.detail(), problem.status())).write(format, request, response);
  }

  private static Problem limitExceeded(Decision decision) {
    String limit = decision.leading().map(leading -> leading.limit().toString()).orElseThrow();
    return new Problem(
        TYPES + "quota-exceeded",
        "Too Many Requests",
        429,
        "Rate limit exceeded: " + limit,
        Map.of("violated-policies", decision.violated()));
  }

  private static Problem occupied(Rule rule) {
    long most = rule.connection().concurrency().orElseThrow();
    return new Problem(
        TYPES + "quota-exceeded",
        "Too Many Requests",
        429,
        "Too many requests are open: %s at once".formatted(most),
        Map.of("violated-policies", List.of(rule.name())));
  }

  private static Problem unavailable() {
    return new Problem(
        TYPES + "temporary-reduced-capacity",
        "Service Unavailable",
        503,
        "Requests cannot be counted at the moment",
        Map.of());
  }
}

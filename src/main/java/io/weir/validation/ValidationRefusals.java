package io.weir.validation;

import io.weir.internal.problem.Problem;
import io.weir.internal.problem.ProblemFormat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Writes the responses to requests that do not hold what they must.
 *
 * @param format the format of problem documents
 * @param log is told of them
 */
record ValidationRefusals(ProblemFormat format, ValidationLog log) {

  private static final String INVALID = "urn:weir:problem:invalid-request";

  /** A client corrects a few at a time. */
  private static final int MOST_DEMANDS = 10;

  /** Answers for findings of enforced checks, at least one. */
  void write(List<Finding> findings, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Finding.Status status =
        findings.stream().map(Finding::status).sorted().findFirst().orElseThrow();
    List<String> demands =
        findings.stream()
            .filter(finding -> finding.status() == status)
            .flatMap(finding -> finding.demands().stream())
            .distinct()
            .limit(MOST_DEMANDS)
            .toList();
    if (status == Finding.Status.TOO_LARGE) {
      // What follows of the body would be taken for the next request, or be read in vain.
      response.setHeader("Connection", "close");
    }
    if (status == Finding.Status.UNSUPPORTED && request.getHeader("Content-Encoding") != null) {
      response.setHeader("Accept-Encoding", "identity"); // RFC 9110 §15.5.16
    }
    String detail = String.join(" ", demands);
    Problem problem =
        status == Finding.Status.INVALID
            ? new Problem(
                INVALID, status.title(), status.code(), detail, Map.of("violations", demands))
            : Problem.plain(status.code(), status.title(), detail);
    List<RequestCheck> checks =
        findings.stream()
            .filter(finding -> finding.status() == status)
            .map(Finding::check)
            .toList();
    problem.of(log.refused(checks, status.code())).write(format, request, response);
  }

  /** Answers 400: the body ends too early, or its framing is broken. */
  void writeBrokenBody(
      List<RequestCheck> checks, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Connection", "close");
    Problem.plain(400, "Bad Request", "The body of the request cannot be read")
        .of(log.refused(checks, 400))
        .write(format, request, response);
  }
}

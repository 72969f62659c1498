package io.weir.validation;

import io.weir.internal.exchange.Exchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers a request that the application is already processing, at the moment at which its body
 * shows that it does not hold what it must. The application gets an exception, and what it answers
 * comes too late.
 */
final class LateRefusal {

  private final ValidationRefusals refusals;
  private final ValidationLog log;
  private final Exchange exchange;
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Set<RequestCheck> told = new HashSet<>();
  private boolean refused;

  LateRefusal(
      ValidationRefusals refusals,
      ValidationLog log,
      Exchange exchange,
      HttpServletRequest request,
      HttpServletResponse response) {
    this.refusals = refusals;
    this.log = log;
    this.exchange = exchange;
    this.request = request;
    this.response = response;
  }

  /** Whether the client has its answer. */
  synchronized boolean isRefused() {
    return refused;
  }

  /** Whether something was found of this check. */
  synchronized boolean isTold(RequestCheck check) {
    return told.contains(check);
  }

  /**
   * Counts findings, and answers for those of enforced checks.
   *
   * @return whether the application must not go on
   */
  synchronized boolean stops(List<Finding> findings) throws IOException {
    findings.stream()
        .filter(finding -> told.add(finding.check()))
        .forEach(finding -> log.tellNotHeld(finding.check()));
    List<Finding> enforced =
        findings.stream().filter(finding -> !finding.check().shadow()).toList();
    if (enforced.isEmpty()) {
      return false;
    }
    exchange.markInvalid();
    if (!refused && !response.isCommitted()) {
      refused = true;
      refusals.write(enforced, request, response);
    }
    return true;
  }
}

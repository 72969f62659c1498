package io.weir.ratelimit;

import io.weir.internal.body.RequestContent;
import io.weir.internal.container.ContainerLogin;
import io.weir.internal.container.LoginPages;
import io.weir.internal.container.SessionChanges;
import io.weir.internal.counting.CountingService;
import io.weir.internal.exchange.Ending.How;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.rules.LoginFacts;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Finds out how logins end, and settles what rules took that count failures: a failure keeps the
 * tokens, everything else gives them back.
 */
record LoginSettlement(
    CountingService counting,
    RuleMatcher matcher,
    LoginPages pages,
    RateLimitLog log,
    Refusal refusal) {

  /** Answers a request that a rule refuses. */
  @FunctionalInterface
  interface Refusal {

    void write(Decision decision, HttpServletRequest request, HttpServletResponse response)
        throws IOException;
  }

  /** Passes a request on to the application, and collects evidence where a rule needs it. */
  void pass(
      RateLimitedRequest limited,
      Exchange exchange,
      RequestContent content,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = content.request();
    if (!limited.needsEvidence()) {
      limited.enter(request, pages);
      chain.doFilter(counting(limited, request), response);
    } else {
      boolean form = matcher.isForm(exchange, content);
      try (SessionChanges.Watch session = SessionChanges.watch(request)) {
        limited.collect(new LoginEvidence(request, form, session));
        limited.enter(request, pages);
        chain.doFilter(counting(limited, content.request()), response);
      }
    }
    limited.hear(request);
  }

  private HttpServletRequest counting(RateLimitedRequest limited, HttpServletRequest request) {
    List<RuleRequest> unchecked = limited.unchecked();
    return unchecked.isEmpty() ? request : new LoginCountingRequest(request, this, unchecked);
  }

  /** Takes tokens before the application has the container check credentials. */
  Decision take(List<RuleRequest> rules) {
    Decision decision = new RuleLimiter(counting).take(rules);
    log.tell(decision);
    return decision;
  }

  /** The container has accepted the credentials. */
  void giveBack(Decision decision) {
    counting.settle(
        decision.results().stream()
            .flatMap(result -> result.consumption().stream())
            .flatMap(RuleConsumption::refund)
            .toList());
  }

  void refuse(Decision decision, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    refusal.write(decision, request, response);
  }

  /** Passes a request on to the container, and notes what the container makes of a login. */
  void authenticate(
      RateLimitedRequest limited,
      Exchange exchange,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    if (!limited.countsFailures()) {
      chain.doFilter(request, response);
      return;
    }
    ContainerLogin login = exchange.login();
    chain.doFilter(request, response);
    counting.settle(limited.endBasic(() -> login.ofCredentials(request, response, pages)));
    ContainerLogin.Result result = login.after(request, response);
    boolean wrong =
        result == ContainerLogin.Result.OF_THE_APPLICATION && hasWrongCredentials(request);
    limited.hear(wrong ? ContainerLogin.Result.FAILURE : result);
  }

  /** The container has accepted or refused the credentials, however long the response takes. */
  void settleBasic(RateLimitedRequest limited, Exchange exchange, HttpServletRequest request) {
    counting.settle(limited.endBasic(() -> exchange.login().ofCredentials(request, pages)));
  }

  /** A rule refuses the request. The container may have refused its credentials before. */
  void settleRefused(RateLimitedRequest limited, HttpServletRequest request) {
    boolean failed =
        limited.countsFailures() && !limited.isUnauthenticated() && hasWrongCredentials(request);
    counting.settle(limited.refuse(request.getDispatcherType(), failed));
  }

  private boolean hasWrongCredentials(HttpServletRequest request) {
    return LoginFacts.hasCredentials(request)
        && ContainerLogin.hasRefusedCredentials(request, pages);
  }

  /**
   * Settles when the exchange ends: with what asynchronous dispatches take, too. Not called if the
   * chain throws: that is a failure, and what was taken for it stays taken. If the chain returned
   * with its response, the application has answered for an exception further inside. A request that
   * another filter of Weir has refused was no attempt; one that it has found invalid is a failure,
   * whatever the container says of its user.
   */
  void settleAtEnd(
      RateLimitedRequest limited,
      Exchange exchange,
      HttpServletRequest request,
      HttpServletResponse response) {
    boolean async = request.isAsyncStarted();
    exchange.onEnd(
        ending -> {
          if (limited.countsFailures()) {
            boolean failed = ending.failed() && (async || ending.how() == How.CLIENT_GONE);
            limited.hear(request);
            counting.settle(
                limited.end(
                    rule ->
                        exchange.isInvalid()
                            ? RequestOutcome.FAILURE
                            : limited.said() == null && exchange.isRefused()
                                ? RequestOutcome.NO_ATTEMPT
                                : outcome(
                                    limited, rule, failed, ending.status(), request, response)));
          }
        });
  }

  /**
   * The outcome of a login for one rule. An exception, a timeout or a broken connection is a
   * failure. Otherwise the application or the container says it, or the response shows it.
   *
   * @param failed whether the connection broke, or asynchronous work did not finish the response
   */
  private RequestOutcome outcome(
      RateLimitedRequest limited,
      Rule rule,
      boolean failed,
      int status,
      HttpServletRequest request,
      HttpServletResponse response) {
    RequestOutcome said = limited.said();
    LoginEvidence evidence = limited.evidence();
    if (said != null && !failed) {
      return said;
    }
    if (failed || evidence == null) {
      return RequestOutcome.FAILURE;
    }
    RequestOutcome outcome = evidence.outcome(rule, status, request, response, pages);
    log.tellAttempt(rule, outcome, status, evidence.kind(request, response));
    return outcome;
  }
}

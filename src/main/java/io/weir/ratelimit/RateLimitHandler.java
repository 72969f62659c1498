package io.weir.ratelimit;

import io.weir.internal.body.RequestContent;
import io.weir.internal.container.ContainerLogin;
import io.weir.internal.container.LoginPages;
import io.weir.internal.container.SessionChanges;
import io.weir.internal.counting.CountingService;
import io.weir.internal.events.EventCounters;
import io.weir.internal.exchange.Ending.How;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.rules.KeyResolvers;
import io.weir.internal.settings.Mode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/** Takes tokens for a request, and passes it on or refuses it. */
final class RateLimitHandler implements AutoCloseable {

  private final RateLimitPolicy policy;
  private final RuleMatcher matcher;
  private final CountingService counting;
  private final RuleLimiter limiter;
  private final KeyResolvers keyResolvers;
  private final RateLimitHeaders headers;
  private final Refusals refusals;
  private final RateLimitLog log;
  private final LoginPages loginPages;

  /** Name of the request attribute that holds the {@link RateLimitedRequest}. */
  private final String attribute;

  RateLimitHandler(
      RateLimitPolicy policy,
      LoginPages loginPages,
      CountingService counting,
      InstantSource clock) {
    this.loginPages = loginPages;
    this.policy = policy;
    this.keyResolvers = new KeyResolvers(clock);
    this.matcher = new RuleMatcher(policy, counting.pseudonyms(), keyResolvers);
    this.counting = counting;
    this.limiter = new RuleLimiter(counting);
    this.headers = new RateLimitHeaders(policy.headers(), policy.reset(), clock);
    this.refusals = new Refusals(policy.body());
    this.log = new RateLimitLog(policy, clock);
    this.attribute = "io.weir.ratelimit@" + policy.scope();
  }

  /** Logs the rules. */
  void open() {
    log.tellPolicy();
  }

  EventCounters counters() {
    return log.counters();
  }

  /** Passes the request on down the chain, or refuses it. */
  void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange = Exchange.of(request);
    Optional<RateLimitedRequest> known = known(request);
    RateLimitedRequest limited = known.orElseGet(() -> new RateLimitedRequest(false));
    log.watch(request);
    RequestContent content = RequestContent.of(request);
    if (!limited.isEarly() && refusesPath(exchange, content, request, response, false)) {
      return;
    }
    if (limited.isUnauthenticated() && request.getDispatcherType() == DispatcherType.REQUEST) {
      counting.settle(limited.authenticate(matcher.exempt(exchange, content)));
      // Before another rule may refuse the request, and all tokens come back.
      settleBasic(limited, request);
      headers.of(limited.decision()).forEach(response::setHeader);
    }
    RuleMatcher.MatchingRules matching;
    try {
      matching = matcher.match(exchange, content, limited.decision());
    } catch (IOException e) {
      if (!exceeds(
          matcher.matchPerAddress(exchange, content, limited.decision(), false),
          request,
          response)) {
        refusals.writeBrokenBody(request, response);
      }
      return;
    }
    if (admits(matching, limited, request, response)) {
      settleBasic(limited, request);
      pass(limited, exchange, content, response, chain);
      limited.hear(request);
      if (known.isEmpty()) {
        settleAtEnd(limited, exchange, request, response);
      }
    }
  }

  /** The container has accepted or refused the credentials, however long the response takes. */
  private void settleBasic(RateLimitedRequest limited, HttpServletRequest request) {
    counting.settle(
        limited.endBasic(() -> limited.login(request).ofCredentials(request, loginPages)));
  }

  /** Passes the request on, and collects the evidence of a login where a rule needs it. */
  private void pass(
      RateLimitedRequest limited,
      Exchange exchange,
      RequestContent content,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = content.request();
    if (!limited.needsEvidence()) {
      limited.enter(request, loginPages);
      chain.doFilter(request, response);
      return;
    }
    boolean form = matcher.isForm(exchange, content);
    try (SessionChanges.Watch session = SessionChanges.watch(request)) {
      limited.collect(new LoginEvidence(request, form, session));
      limited.enter(request, loginPages);
      chain.doFilter(content.request(), response);
    }
  }

  /**
   * Does the same before the container authenticates the request, and sees the container's answer.
   */
  void handleBeforeAuthentication(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange = Exchange.of(request);
    RequestContent content = RequestContent.ofContainer(request);
    if (refusesPath(exchange, content, request, response, true)) {
      return;
    }
    RateLimitedRequest limited = new RateLimitedRequest(true);
    request.setAttribute(attribute, limited);
    RuleMatcher.MatchingRules matching = matcher.matchBeforeAuthentication(exchange, content);
    if (!admits(matching, limited, request, response)) {
      return;
    }
    if (limited.countsFailures()) {
      authenticate(limited, request, response, chain);
    } else {
      chain.doFilter(request, response);
    }
    settleAtEnd(limited, exchange, request, response);
  }

  /** Passes a login on to the container, and notes what the container makes of it. */
  private void authenticate(
      RateLimitedRequest limited,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    ContainerLogin login = ContainerLogin.before(request);
    limited.expect(login);
    chain.doFilter(request, response);
    counting.settle(limited.endBasic(() -> login.ofCredentials(request, response, loginPages)));
    limited.hear(login.after(request, response));
  }

  /** Takes, and refuses a request that is too much; the headers are those of all rules so far. */
  private boolean admits(
      RuleMatcher.MatchingRules matching,
      RateLimitedRequest limited,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (matching.isEmpty()) {
      return true;
    }
    Decision now = matching.decide(limiter);
    log.tell(now);
    if (matching.countsPreflight()) {
      log.tellPreflight();
    }
    Decision decision = limited.add(now);
    request.setAttribute(attribute, limited);
    // A rule that may exempt the user leaves no header before the user is known.
    Decision shown =
        limited.isUnauthenticated() && !decision.stops()
            ? decision.without(rule -> !matcher.isDecidedEarly(rule))
            : decision;
    headers.of(shown).forEach(response::setHeader);
    if (!decision.stops()) {
      return true;
    }
    counting.settle(limited.refuse(request.getDispatcherType()));
    if (!response.isCommitted()) {
      refusals.write(decision, request, response);
    }
    return false;
  }

  /**
   * Settles when the exchange ends: with what asynchronous dispatches take, too. Not called if the
   * chain throws: that is a failure, and what was taken for it stays taken. If the chain returned
   * with its response, the application has answered for an exception further inside.
   */
  private void settleAtEnd(
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
                    rule -> outcome(limited, rule, failed, ending.status(), request, response),
                    limiter));
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
    RequestOutcome outcome = evidence.outcome(rule, status, request, response, loginPages);
    log.tellAttempt(rule, outcome, status, evidence.kind(request, response));
    return outcome;
  }

  /** Refuses an ambiguous path of the client; the target of a forward is the application's own. */
  private boolean refusesPath(
      Exchange exchange,
      RequestContent content,
      HttpServletRequest request,
      HttpServletResponse response,
      boolean early)
      throws IOException {
    if (request.getDispatcherType() != DispatcherType.REQUEST
        || !policy.ambiguousPaths().refuses(exchange.path(request))) {
      return false;
    }
    log.tellAmbiguousPath();
    if (policy.mode() != Mode.ENFORCE) {
      return false;
    }
    if (!exceeds(
        matcher.matchPerAddress(exchange, content, Decision.NONE, early), request, response)) {
      refusals.writeAmbiguousPath(request, response);
    }
    return true;
  }

  /** Counts a request that is refused anyhow, and refuses it for a limit that it exceeds. */
  private boolean exceeds(
      RuleMatcher.MatchingRules matching, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Decision decision = matching.decide(limiter);
    log.tell(decision);
    if (decision.stops()) {
      headers.of(decision).forEach(response::setHeader);
      refusals.write(decision, request, response);
    }
    return decision.stops();
  }

  /**
   * Passes an error page on, with the headers. WildFly removes the headers of a response that ended
   * with an exception.
   */
  void handleErrorDispatch(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    known(request)
        .ifPresent(limited -> headers.of(limited.decision()).forEach(response::setHeader));
    chain.doFilter(RequestContent.of(request).request(), response);
  }

  private Optional<RateLimitedRequest> known(HttpServletRequest request) {
    return request.getAttribute(attribute) instanceof RateLimitedRequest limited
        ? Optional.of(limited)
        : Optional.empty();
  }

  @Override
  public void close() {
    log.close();
    keyResolvers.close();
  }
}

package io.weir.ratelimit;

import io.weir.internal.body.FormTooLongException;
import io.weir.internal.body.RequestContent;
import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.slot.SlotService;
import io.weir.internal.deployment.FailureResponse;
import io.weir.internal.deployment.Switches;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.path.RequestPath;
import io.weir.internal.rules.KeyResolvers;
import io.weir.internal.settings.Mode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes tokens for a request, and passes it on or refuses it. */
final class RateLimitHandler implements AutoCloseable {

  private final RateLimitPolicy policy;
  private final RuleMatcher matcher;
  private final PreAuthenticationMatcher early;
  private final FirstPlaceMatcher firstPlace;
  private final CountingService counting;
  private final RuleLimiter limiter;
  private final SlotLimiter slots;
  private final KeyResolvers keyResolvers;
  private final RateLimitHeaders headers;
  private final Refusals refusals;
  private final RateLimitLog log;
  private final RuleInspector inspector;
  private final LoginSettlement logins;
  private final SocketLimiter sockets;

  /** Whether every request should come before authentication first. */
  private volatile boolean hooked;

  /** Name of the request attribute that holds the {@link RateLimitedRequest}. */
  private final String attribute;

  RateLimitHandler(
      RateLimitPolicy policy,
      LoginPages loginPages,
      CountingService counting,
      Optional<SlotService> slots,
      Predicate<String> knownOrigins,
      InstantSource clock,
      ApplicationEvents events) {
    this.policy = policy;
    this.keyResolvers = new KeyResolvers(clock);
    this.matcher = new RuleMatcher(policy, counting.pseudonyms(), keyResolvers, knownOrigins);
    this.early = new PreAuthenticationMatcher(policy, matcher);
    this.firstPlace = new FirstPlaceMatcher(policy, matcher);
    this.counting = counting;
    this.inspector = new RuleInspector(policy, matcher.rules(), counting, clock);
    this.limiter = new RuleLimiter(counting);
    this.slots = new SlotLimiter(slots);
    this.headers = new RateLimitHeaders(policy.headers(), policy.reset(), policy.rules(), clock);
    this.log = new RateLimitLog(policy, clock, events);
    this.refusals = new Refusals(policy.body(), log);
    this.logins = new LoginSettlement(counting, matcher, loginPages, log, this::refuse);
    this.sockets =
        new SocketLimiter(
            policy.rules(), new MessageLimiter(counting, clock, log::tellMessage), log, clock);
    this.attribute = "io.weir.ratelimit@" + policy.scope();
  }

  /**
   * Logs the rules.
   *
   * @param place where they count
   */
  void open(String place) {
    log.tellPolicy(place);
  }

  /** What administrators see and change. */
  RuleInspector inspector() {
    return inspector;
  }

  /** Has rules apply as administrators have decided. */
  void switchTo(Switches switches) {
    matcher.switchTo(switches);
  }

  EventCounters counters() {
    return log.counters();
  }

  /** Expects every request before authentication from now on. */
  void hooked() {
    hooked = true;
  }

  /** Tells which rules do not count what filters before the declared one answer. */
  void tellFiltersBefore(List<String> filters) {
    log.tellFiltersBefore(filters, policy.rules().stream().filter(firstPlace::leaves).toList());
  }

  /**
   * Passes the request on down the chain, or refuses it.
   *
   * @param first whether the request has yet to pass the filters before the declared one, which may
   *     log a user in
   */
  void handle(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, boolean first)
      throws IOException, ServletException {
    Exchange exchange = Exchange.of(request);
    Optional<RateLimitedRequest> known = known(request);
    RateLimitedRequest limited = known.orElseGet(() -> new RateLimitedRequest(first));
    log.watch(request);
    if (hooked && known.isEmpty() && request.getDispatcherType() == DispatcherType.REQUEST) {
      log.tellLostHook();
    }
    RequestContent content = RequestContent.of(request);
    if (known.isEmpty() && refusesPath(exchange, content, request, response, false)) {
      return;
    }
    if (limited.isUnauthenticated() && request.getDispatcherType() == DispatcherType.REQUEST) {
      if (!first) {
        counting.settle(limited.authenticate(early.exempt(exchange, content)));
      }
      // Before another rule may refuse the request, and all tokens come back.
      logins.settleBasic(limited, exchange, request);
      headers.write(shown(limited, first), response::setHeader);
    }
    MatchingRules matching;
    try {
      matching =
          first
              ? firstPlace.match(exchange, content, limited.decision())
              : matcher.match(exchange, content, limited.decision());
    } catch (IOException e) {
      if (!exceeds(
          matcher.matchPerAddress(exchange, content, limited.decision()), request, response)) {
        refusals.writeBrokenBody(request, response);
      }
      return;
    }
    if (admits(matching, limited, exchange, request, response, first)) {
      if (request.getDispatcherType() == DispatcherType.REQUEST) {
        await(limited, exchange, request, first);
      }
      logins.settleBasic(limited, exchange, request);
      boolean socket = SocketLimiter.isHandshake(matching, request);
      if (socket && !sockets.canWatch(request) && matching.limitsWhileOpen()) {
        refusals.writeUnwatchedSocket(request, response);
        return;
      }
      FilterChain limiting =
          socket && sockets.canWatch(request)
              ? sockets.watching(limited, matching, exchange, chain)
              : SlotLimiter.timed(chain, exchange);
      try {
        logins.pass(limited, exchange, content, response, limiting);
      } catch (FormTooLongException e) {
        if (response.isCommitted()) {
          throw e;
        }
        refusals.writeLongForm(request, response);
      }
      if (known.isEmpty()) {
        logins.settleAtEnd(limited, exchange, request, response);
      }
    }
  }

  /** Watches whether the request comes to the rules that the first place leaves. */
  private void await(
      RateLimitedRequest limited, Exchange exchange, HttpServletRequest request, boolean first) {
    List<Rule> left = first ? firstPlace.left(exchange, request, limited.decision()) : List.of();
    limited.await(left);
    if (!left.isEmpty()) {
      RequestPath path = exchange.path(request);
      String target = request.getRequestURI();
      exchange.onEnd(ending -> log.tellUnreached(limited.awaited(), path, target));
    }
  }

  /**
   * Does the same before the container authenticates the request, and sees the container's answer.
   */
  void handleBeforeAuthentication(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (known(request).isPresent()) {
      // Each rule counts a request once, wherever it was met first.
      chain.doFilter(request, response);
      return;
    }
    Exchange exchange = Exchange.of(request);
    RequestContent content = RequestContent.ofContainer(request);
    if (refusesPath(exchange, content, request, response, true)) {
      return;
    }
    RateLimitedRequest limited = new RateLimitedRequest(true);
    request.setAttribute(attribute, limited);
    MatchingRules matching = early.match(exchange, content).withoutSlots();
    if (admits(matching, limited, exchange, request, response, false)) {
      logins.authenticate(limited, exchange, request, response, chain);
      logins.settleAtEnd(limited, exchange, request, response);
    }
  }

  /** Takes, and refuses a request that is too much; the headers are those of all rules so far. */
  private boolean admits(
      MatchingRules matching,
      RateLimitedRequest limited,
      Exchange exchange,
      HttpServletRequest request,
      HttpServletResponse response,
      boolean first)
      throws IOException {
    if (matching.isEmpty() && !first) {
      return true;
    }
    Decision now = log.timed(matching, limiter);
    if (!matching.slots().isEmpty() && !now.stops()) {
      now = slots.take(now, matching.slots(), exchange);
    }
    log.tell(now);
    if (matching.countsPreflight()) {
      log.tellPreflight();
    }
    Decision decision = limited.add(now);
    request.setAttribute(attribute, limited);
    headers.write(shown(limited, first), response::setHeader);
    if (!decision.stops()) {
      return true;
    }
    logins.settleRefused(limited, request);
    if (!response.isCommitted()) {
      refusals.write(decision, request, response);
    }
    return false;
  }

  /** A rule that may exempt the user leaves no header before the user is known. */
  private Decision shown(RateLimitedRequest limited, boolean first) {
    Decision decision = limited.decision();
    if (!limited.isUnauthenticated() || decision.stops()) {
      return decision;
    }
    return decision.without(first ? firstPlace::leaves : rule -> !early.isDecidedEarly(rule));
  }

  /** Refuses an ambiguous path of the client; the target of a forward is the application's own. */
  private boolean refusesPath(
      Exchange exchange,
      RequestContent content,
      HttpServletRequest request,
      HttpServletResponse response,
      boolean unauthenticated)
      throws IOException {
    if (request.getDispatcherType() != DispatcherType.REQUEST
        || !policy.ambiguousPaths().refuses(exchange.path(request))) {
      return false;
    }
    log.tellAmbiguousPath();
    if (policy.mode() != Mode.ENFORCE) {
      return false;
    }
    MatchingRules perAddress =
        unauthenticated
            ? early.matchPerAddress(exchange, content)
            : matcher.matchPerAddress(exchange, content, Decision.NONE);
    if (!exceeds(perAddress, request, response)) {
      refusals.writeAmbiguousPath(request, response);
    }
    return true;
  }

  /** Counts a request that is refused anyhow, and refuses it for a limit that it exceeds. */
  private boolean exceeds(
      MatchingRules matching, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Decision decision = log.timed(matching, limiter);
    log.tell(decision);
    if (decision.stops()) {
      refuse(decision, request, response);
    }
    return decision.stops();
  }

  private void refuse(Decision decision, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    headers.write(decision, response::setHeader);
    refusals.write(decision, request, response);
  }

  /**
   * Passes an error page on, with the headers. WildFly removes the headers of a response that ended
   * with an exception.
   */
  void handleErrorDispatch(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    known(request).ifPresent(limited -> headers.write(limited.decision(), response::setHeader));
    chain.doFilter(RequestContent.of(request).request(), response);
  }

  /** Whether the response has headers that show what is left. */
  boolean hasHeaders(HttpServletRequest request) {
    return known(request).filter(limited -> !limited.decision().visible().isEmpty()).isPresent();
  }

  /** Answers 500 in place of the container, with the headers. */
  void fail(
      Throwable failure, HttpServletRequest request, HttpServletResponse response, boolean first)
      throws IOException {
    FailureResponse.write(
        failure,
        response,
        () ->
            known(request)
                .ifPresent(limited -> headers.write(shown(limited, first), response::setHeader)));
  }

  private Optional<RateLimitedRequest> known(HttpServletRequest request) {
    return request.getAttribute(attribute) instanceof RateLimitedRequest limited
        ? Optional.of(limited)
        : Optional.empty();
  }

  @Override
  public void close() {
    sockets.close();
    log.close();
    keyResolvers.close();
  }
}

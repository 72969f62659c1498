package io.weir.ratelimit;

import io.weir.internal.body.RequestContent;
import io.weir.internal.container.ContainerLogin;
import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.CountingService;
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
    limited.enter(request, loginPages);
    log.watch(request);
    if (!limited.isEarly() && refusesPath(exchange.path(request), request, response)) {
      return;
    }
    RequestContent content = RequestContent.of(request);
    RuleMatcher.MatchingRules matching;
    try {
      matching = matcher.match(exchange, content, limited.decision());
    } catch (IOException e) {
      refusals.writeBrokenBody(request, response);
      return;
    }
    if (admits(matching, limited, request, response)) {
      chain.doFilter(content.request(), response);
      limited.hear(request);
      if (known.isEmpty()) {
        settleAtEnd(limited, exchange, request, response);
      }
    }
  }

  /**
   * Does the same before the container authenticates the request, and sees the container's answer.
   */
  void handleBeforeAuthentication(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange = Exchange.of(request);
    if (refusesPath(exchange.path(request), request, response)) {
      return;
    }
    RateLimitedRequest limited = new RateLimitedRequest(true);
    request.setAttribute(attribute, limited);
    RuleMatcher.MatchingRules matching =
        matcher.matchBeforeAuthentication(exchange, RequestContent.ofContainer(request));
    if (admits(matching, limited, request, response)) {
      Optional<ContainerLogin> login =
          limited.countsFailures() ? Optional.of(ContainerLogin.before(request)) : Optional.empty();
      chain.doFilter(request, response);
      login.ifPresent(it -> limited.hear(it.after(request, response)));
      settleAtEnd(limited, exchange, request, response);
    }
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
    Decision decision = limited.add(now);
    request.setAttribute(attribute, limited);
    headers.of(decision).forEach(response::setHeader);
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
            boolean failed = async && ending.failed();
            counting.settle(limited.end(failed, request, response, loginPages));
          }
        });
  }

  /** Refuses an ambiguous path of the client; the target of a forward is the application's own. */
  private boolean refusesPath(
      RequestPath path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() != DispatcherType.REQUEST
        || !policy.ambiguousPaths().refuses(path)) {
      return false;
    }
    log.tellAmbiguousPath();
    if (policy.mode() != Mode.ENFORCE) {
      return false;
    }
    refusals.writeAmbiguousPath(request, response);
    return true;
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

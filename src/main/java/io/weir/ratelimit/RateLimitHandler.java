package io.weir.ratelimit;

import io.weir.internal.body.RequestContent;
import io.weir.internal.container.ContainerLogin;
import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.Pseudonyms;
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
import java.util.concurrent.Executors;

/** Where a request is let in or turned away. */
final class RateLimitHandler implements AutoCloseable {

  private final RateLimitPolicy policy;
  private final RuleMatcher matcher;
  private final Limiter limiter;
  private final KeyResolvers keyResolvers;
  private final RateLimitHeaders headers;
  private final Refusals refusals;
  private final RateLimitLog log;
  private final LoginPages loginPages;

  /** Of the {@link Visit} of a request; its dispatches share it. */
  private final String attribute;

  RateLimitHandler(
      RateLimitPolicy policy,
      LoginPages loginPages,
      Pseudonyms pseudonyms,
      Limiter limiter,
      InstantSource clock) {
    this.loginPages = loginPages;
    this.policy = policy;
    this.keyResolvers = new KeyResolvers(clock);
    this.matcher = new RuleMatcher(policy, pseudonyms, keyResolvers);
    this.limiter = limiter;
    this.headers = new RateLimitHeaders(policy.headers(), policy.reset(), clock);
    this.refusals = new Refusals(policy.body());
    this.log = new RateLimitLog(policy, clock);
    this.attribute = "io.weir.ratelimit@" + policy.scope();
  }

  static RateLimitHandler of(
      RateLimitPolicy policy,
      LoginPages loginPages,
      CountingService counting,
      InstantSource clock) {
    Limiter together =
        new SequentialLimiter(
            counting.counted(), task -> counting.ask(Executors.callable(task, true)));
    Limiter silent =
        new FallbackLimiter(counting.alone(), counting::nodes, policy.whenClusterFails());
    Limiter limiter =
        asked -> counting.ask(() -> together.consume(asked)).orElseGet(() -> silent.consume(asked));
    return new RateLimitHandler(policy, loginPages, counting.pseudonyms(), limiter, clock);
  }

  /** Lets the request on down the chain, or answers it. */
  void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Visit> known = known(request);
    Visit visit = known.orElseGet(Visit::new);
    visit.enter(request, loginPages);
    RequestPath path = RequestPath.of(request);
    log.watch(request);
    if (!visit.isEarly() && turnsAway(path, request, response)) {
      return;
    }
    RequestContent content = RequestContent.of(request);
    RuleMatcher.Match match;
    try {
      match = matcher.of(content, path, visit.decision());
    } catch (IOException e) {
      refusals.writeBrokenBody(request, response);
      return;
    }
    if (admits(match, visit, request, response)) {
      chain.doFilter(content.request(), response);
      visit.hear(request);
      if (known.isEmpty()) {
        end(visit, request, response);
      }
    }
  }

  /** The same before the container has looked who asks, and with its answer in view. */
  void handleBeforeAuthentication(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    RequestPath path = RequestPath.of(request);
    if (turnsAway(path, request, response)) {
      return;
    }
    Visit visit = Visit.early();
    request.setAttribute(attribute, visit);
    RuleMatcher.Match match = matcher.early(RequestContent.ofContainer(request), path);
    if (admits(match, visit, request, response)) {
      Optional<ContainerLogin> login =
          visit.countsFailures() ? Optional.of(ContainerLogin.before(request)) : Optional.empty();
      chain.doFilter(request, response);
      login.ifPresent(it -> visit.hear(it.after(request, response)));
      end(visit, request, response);
    }
  }

  /** Counts, and answers a request that is too much; the headers are those of all rules so far. */
  private boolean admits(
      RuleMatcher.Match match,
      Visit visit,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (match.isNothing()) {
      return true;
    }
    Decision now = match.decide(limiter);
    log.tell(now);
    Decision decision = visit.add(now);
    request.setAttribute(attribute, visit);
    headers.of(decision).forEach(response::setHeader);
    if (!decision.stops()) {
      return true;
    }
    visit.turnAway(request.getDispatcherType());
    if (!response.isCommitted()) {
      refusals.write(decision, request, response);
    }
    return false;
  }

  /**
   * Settles what depends on how the request ended, which may be later, and then include what its
   * asynchronous dispatches still meet.
   */
  private void end(Visit visit, HttpServletRequest request, HttpServletResponse response) {
    Runnable end =
        () -> {
          if (visit.countsFailures()) {
            visit.end(RequestOutcome.of(visit, request, response, loginPages));
          }
        };
    if (request.isAsyncStarted()) {
      try {
        request.getAsyncContext().addListener(new AsyncEndListener(end));
        return;
      } catch (IllegalStateException completedMeanwhile) {
        // Its answer is known.
      }
    }
    end.run();
  }

  /**
   * Answers a path that reads differently to different programs; a forward's is the application's
   * own.
   */
  private boolean turnsAway(
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
   * Lets an error page on, with the headers. WildFly has taken back those of the answer that ended
   * with an exception.
   */
  void handleErrorDispatch(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    known(request).ifPresent(visit -> headers.of(visit.decision()).forEach(response::setHeader));
    chain.doFilter(RequestContent.of(request).request(), response);
  }

  private Optional<Visit> known(HttpServletRequest request) {
    return request.getAttribute(attribute) instanceof Visit visit
        ? Optional.of(visit)
        : Optional.empty();
  }

  @Override
  public void close() {
    log.close();
    keyResolvers.close();
  }
}

package io.weir.validation;

import io.weir.internal.body.RequestContent;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.Switches;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.path.RequestPath;
import io.weir.internal.settings.Setting;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks a request, and passes it on or refuses it. */
final class ValidationHandler implements AutoCloseable {

  private final ValidationPolicy policy;
  private final ValidationRefusals refusals;
  private final ValidationLog log;

  /** The checks as administrators have switched them. */
  private volatile List<RequestCheck> applied;

  ValidationHandler(ValidationPolicy policy, ApplicationEvents events) {
    this.policy = policy;
    this.log = new ValidationLog(policy, events);
    this.refusals = new ValidationRefusals(policy.body(), log);
    this.applied = policy.checks();
  }

  void open() {
    log.tellPolicy();
  }

  /** The checks as Weir reads them. */
  List<LineStatus> lines() {
    return policy.checks().stream()
        .map(
            check ->
                new LineStatus(
                    check.name(),
                    check.toString(),
                    Map.of("mode", check.shadow() ? "shadow" : Setting.word(policy.mode())),
                    List.of()))
        .toList();
  }

  /** Has checks apply as administrators have decided. */
  void switchTo(Switches switches) {
    applied = switches.applied(policy.checks(), RequestCheck::name, RequestCheck::inShadow);
  }

  EventCounters counters() {
    return log.counters();
  }

  /** Passes the request on down the chain, or refuses it. */
  void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange = Exchange.of(request);
    RequestPath path = exchange.path(request);
    List<RequestCheck> checks = matching(exchange.method(), path);
    if (checks.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    RequestContent content = RequestContent.of(request);
    PatternSearches searches = PatternSearches.of(policy.lists());
    RequestInspection inspection = new RequestInspection(checks, content, path, searches);
    LateRefusal refusal = new LateRefusal(refusals, log, exchange, content.request(), response);
    List<Finding> findings;
    try {
      findings = inspection.run();
    } catch (IOException e) {
      broken(checks, content.request(), response, chain, e);
      return;
    }
    if (refusal.stops(findings)) {
      return;
    }
    HttpServletRequest validated = wrapped(checks, inspection, path, searches, refusal, request);
    pass(validated, response, chain, refusal);
    checks.stream().filter(check -> !refusal.isTold(check)).forEach(log::tellHeld);
  }

  private List<RequestCheck> matching(String method, RequestPath path) {
    List<RequestCheck> matching = new ArrayList<>(1);
    for (RequestCheck check : applied) {
      if (check.requests().matches(List.of(method), path)) {
        matching.add(check);
      }
    }
    return matching;
  }

  /** Refuses a request whose body breaks off, unless all checks are in shadow. */
  private void broken(
      List<RequestCheck> checks,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      IOException error)
      throws IOException, ServletException {
    checks.forEach(log::tellNotHeld);
    if (checks.stream().allMatch(RequestCheck::shadow)) {
      chain.doFilter(new BrokenRequest(request, error), response);
    } else {
      Exchange.of(request).markInvalid();
      refusals.writeBrokenBody(checks, request, response);
    }
  }

  private HttpServletRequest wrapped(
      List<RequestCheck> checks,
      RequestInspection inspection,
      RequestPath path,
      PatternSearches searches,
      LateRefusal refusal,
      HttpServletRequest original) {
    BodyInspection body = inspection.body();
    ValidatedRequest wrappers = new ValidatedRequest();
    HttpServletRequest request = inspection.request();
    if (request instanceof RewrittenRequest rewritten) {
      wrappers.add(RewrittenRequest.class, rewritten::around);
    }
    List<RequestCheck> ofSize =
        checks.stream().filter(check -> check.body().most().isPresent()).toList();
    if (body.hasUnknownLength() && body.body().isEmpty() && !ofSize.isEmpty()) {
      CountedBody counted = new CountedBody(ofSize, refusal);
      wrappers.add(CountingRequest.class, asked -> new CountingRequest(asked, counted));
    }
    if (MultipartInspection.isNeeded(checks, body)) {
      MultipartInspection form = new MultipartInspection(checks, body, path, searches, refusal);
      wrappers.add(MultipartRequest.class, asked -> new MultipartRequest(asked, form));
    }
    original.setAttribute(ValidatedRequest.ATTRIBUTE, wrappers);
    return wrappers.wrap(request);
  }

  /**
   * What the application makes of a request that was refused while it read it is of no interest.
   */
  private static void pass(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      LateRefusal refusal)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } catch (IOException | ServletException | RuntimeException e) {
      if (!refusal.isRefused()) {
        throw e;
      }
    }
  }

  /** Passes on an asynchronous dispatch of a request that was checked before. */
  static void dispatch(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest wrapped = RequestContent.of(request).request();
    if (request.getAttribute(ValidatedRequest.ATTRIBUTE) instanceof ValidatedRequest validated) {
      wrapped = validated.wrap(wrapped);
    }
    chain.doFilter(wrapped, response);
  }

  @Override
  public void close() {
    log.close();
  }
}

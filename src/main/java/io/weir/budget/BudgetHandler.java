package io.weir.budget;

import io.weir.internal.body.RequestContent;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.Reservation;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.http.AsyncRequestWrapper;
import io.weir.internal.http.GuardedRead;
import io.weir.internal.problem.Problem;
import io.weir.internal.rules.KeyResolvers;
import io.weir.internal.rules.RequestFacts;
import io.weir.internal.settings.Mode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reserves what a request may cost, and passes it on or refuses it. */
final class BudgetHandler implements AutoCloseable {

  /** Characters of a pseudonym, 66 bits: two sessions hardly ever have the same. */
  private static final int SESSION_LENGTH = 11;

  private static final BigInteger PICO_IN_NANO = BigInteger.valueOf(1000);

  private final BudgetPolicy policy;
  private final LedgerService ledgers;
  private final KeyResolvers keyResolvers;
  private final BudgetMatcher matcher;
  private final Estimator estimator;
  private final BudgetLog log;
  private final BudgetRefusals refusals;
  private final Settlements settlements;
  private final BudgetInspector inspector;

  /** Name of the request attribute that holds the {@link BudgetedRequest}. */
  private final String attribute;

  BudgetHandler(
      BudgetPolicy policy,
      LedgerService ledgers,
      Optional<BudgetState> state,
      InstantSource clock,
      ApplicationEvents events) {
    this.policy = policy;
    this.ledgers = ledgers;
    this.keyResolvers = new KeyResolvers(clock);
    this.matcher = new BudgetMatcher(policy, ledgers.pseudonyms(), keyResolvers);
    this.estimator = new Estimator(policy);
    this.log = new BudgetLog(policy, clock, events);
    this.refusals = new BudgetRefusals(log, clock);
    this.settlements = new Settlements(policy, ledgers, matcher.budgets(), state, log);
    this.inspector = new BudgetInspector(policy, matcher, ledgers, settlements, clock);
    this.attribute = "io.weir.budget@" + policy.scope();
  }

  /**
   * Logs the budgets.
   *
   * @param place where they are kept
   */
  void open(String place) {
    log.tellPolicy(place);
  }

  EventCounters counters() {
    return log.counters();
  }

  BudgetLog log() {
    return log;
  }

  Settlements settlements() {
    return settlements;
  }

  BudgetMatcher matcher() {
    return matcher;
  }

  /** Shows and changes what is left. */
  BudgetInspector inspector() {
    return inspector;
  }

  /** Passes the request on down the chain, or refuses it. */
  void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange = Exchange.of(request);
    BudgetedRequest budgeted = budgeted(request);
    RequestContent content = RequestContent.of(request);
    RequestFacts facts = matcher.facts(exchange, content);
    List<PreparedBudget> matching =
        facts.isPreflight()
            ? List.of()
            : matcher.matching(exchange, request).stream()
                .filter(budgeted::isUndecided)
                .filter(one -> !facts.isExempt(one.budget().options().except()))
                .toList();
    boolean first = !budgeted.isDecided();
    budgeted.decide(matching);
    if (!matching.isEmpty() && refuses(matching, exchange, content, budgeted, response)) {
      return;
    }
    HttpServletRequest asked = content.request();
    if (matching.isEmpty() && first) {
      HttpServletResponse answer = silent(response, budgeted);
      chain.doFilter(
          answer == response ? asked : AsyncRequestWrapper.undispatched(asked, answer), answer);
    } else if (first) {
      boolean shown = policy.usageFrom() == BudgetPolicy.UsageFrom.BODY;
      UsageResponse answer = new UsageResponse(response, budgeted, shown);
      pass(new AsyncRequestWrapper(asked, answer), answer, chain, budgeted);
    } else {
      pass(asked, silent(response, budgeted), chain, budgeted);
    }
  }

  private BudgetedRequest budgeted(HttpServletRequest request) {
    if (request.getAttribute(attribute) instanceof BudgetedRequest known) {
      return known;
    }
    BudgetedRequest budgeted = new BudgetedRequest();
    request.setAttribute(attribute, budgeted);
    return budgeted;
  }

  /** A response that keeps the header of usage to itself, if this one does not. */
  private static HttpServletResponse silent(
      HttpServletResponse response, BudgetedRequest budgeted) {
    return UsageResponse.isAround(response)
        ? response
        : new UsageResponse(response, budgeted, false);
  }

  /** Passes on the dispatch to an error page: what the request led to was charged already. */
  void handleError(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(RequestContent.of(request).request(), silent(response, budgeted(request)));
  }

  private void pass(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      BudgetedRequest budgeted)
      throws IOException, ServletException {
    AttemptsOfRequest before = new AttemptsOfRequest(this, budgeted).enter();
    try {
      chain.doFilter(request, response);
    } finally {
      AttemptsOfRequest.leave(before);
      budgeted.hear(request);
      noteSession(request, budgeted);
    }
  }

  /** Reserves; whether the request was refused, and the refusal written. */
  private boolean refuses(
      List<PreparedBudget> matching,
      Exchange exchange,
      RequestContent content,
      BudgetedRequest budgeted,
      HttpServletResponse response)
      throws IOException {
    BudgetDecision decision;
    Estimate estimate;
    try {
      estimate = estimate(matching, content);
      if (estimate.verdict().refuses()) {
        log.tellNoEstimate();
        if (policy.mode() == Mode.ENFORCE) {
          refusals.write(estimate.verdict(), content.request(), response);
          return true;
        }
      }
      decision = reserve(matching, matcher.facts(exchange, content), estimate);
    } catch (IOException e) {
      refusals.writeBrokenBody(content.request(), response);
      return true;
    }
    log.tell(decision);
    if (policy.headers() == BudgetPolicy.Headers.X_BUDGET && !response.isCommitted()) {
      BudgetHeaders.of(decision).forEach(response::setHeader);
    }
    noteSession(content.request(), budgeted);
    if (decision.stops()) {
      log.tellExceeded(decision, budgeted.session());
      if (!response.isCommitted()) {
        refusals.write(decision, content.request(), response);
      }
      return true;
    }
    BudgetedRequest.Open open = BudgetedRequest.Open.of(decision);
    budgeted.add(open);
    tellApplication(content.request(), decision, estimate, open);
    HttpServletRequest asked = content.request();
    exchange.onEnd(
        ending -> {
          budgeted.hear(asked);
          settlements.end(budgeted, Problem.answers(asked), ending.duration());
        });
    return false;
  }

  /** Notes the pseudonym of the session for listeners. The application may begin it meanwhile. */
  private void noteSession(HttpServletRequest request, BudgetedRequest budgeted) {
    if (log.isHeard() && budgeted.session().isEmpty()) {
      GuardedRead.of(
              () -> Optional.ofNullable(request.getSession(false)).map(HttpSession::getId),
              Optional.<String>empty())
          .ifPresent(
              id ->
                  budgeted.session(
                      ledgers.pseudonyms().of("session", id).substring(0, SESSION_LENGTH)));
    }
  }

  /** The estimate of the body, if a budget needs one. */
  private Estimate estimate(List<PreparedBudget> matching, RequestContent content)
      throws IOException {
    boolean needed =
        matching.stream()
            .map(PreparedBudget::budget)
            .anyMatch(
                budget -> budget.unit() != Unit.SECONDS && budget.options().estimate().isEmpty());
    return needed ? estimator.of(content) : Estimate.NONE;
  }

  private BudgetDecision reserve(
      List<PreparedBudget> matching, RequestFacts facts, Estimate estimate) throws IOException {
    List<BudgetRequest> requests = new ArrayList<>(matching.size());
    for (PreparedBudget one : matching) {
      requests.addAll(matcher.requests(one, facts, estimate));
    }
    return decision(requests, ledgers.reserve(holds(requests), policy.lease()));
  }

  /** Reserves once more what a request holds, for another attempt to call a service. */
  BudgetDecision reserve(BudgetedRequest.Repetition again) {
    BudgetDecision decision =
        decision(
            again.requests(),
            ledgers.reserve(holds(again.requests()), again.number(), policy.lease()));
    log.tell(decision);
    return decision;
  }

  private static List<HoldRequest> holds(List<BudgetRequest> requests) {
    return requests.stream().map(BudgetRequest::hold).toList();
  }

  private BudgetDecision decision(List<BudgetRequest> requests, Reservation reservation) {
    reservation.held().forEach(settlements::note);
    return new BudgetDecision(requests, reservation);
  }

  private static void tellApplication(
      HttpServletRequest request,
      BudgetDecision decision,
      Estimate estimate,
      BudgetedRequest.Open open) {
    request.setAttribute(BudgetedRequest.RESERVATION, open.id().encode());
    OptionalLong money = remaining(decision, Unit.MONEY);
    money.ifPresent(nanos -> request.setAttribute(BudgetedRequest.REMAINING, Money.decimal(nanos)));
    OptionalLong output = maxOutputTokens(decision, estimate, money);
    output.ifPresent(
        tokens -> request.setAttribute(BudgetedRequest.MAX_OUTPUT_TOKENS, Long.toString(tokens)));
  }

  /** What the request may spend: what is left of the tightest budget, and what it holds itself. */
  private static OptionalLong remaining(BudgetDecision decision, Unit unit) {
    return decision.results().stream()
        .filter(one -> one.budget().unit() == unit && !one.budget().options().shadow())
        .filter(one -> one.result().outcome() == HoldResult.Outcome.GRANTED)
        .flatMapToLong(
            one ->
                one.result().left().stream()
                    .mapToLong(left -> Estimate.saturated(left, one.request().hold().amount())))
        .min();
  }

  private static OptionalLong maxOutputTokens(
      BudgetDecision decision, Estimate estimate, OptionalLong money) {
    OptionalLong most = remaining(decision, Unit.OUTPUT_TOKENS);
    OptionalLong both = remaining(decision, Unit.TOKENS);
    if (both.isPresent()) {
      most = least(most, Math.max(0, both.getAsLong() - estimate.input()));
    }
    if (money.isPresent() && estimate.price().filter(price -> price.output() > 0).isPresent()) {
      Price price = estimate.price().orElseThrow();
      BigInteger pico =
          BigInteger.valueOf(money.getAsLong())
              .multiply(PICO_IN_NANO)
              .subtract(
                  BigInteger.valueOf(estimate.input()).multiply(BigInteger.valueOf(price.input())));
      long tokens =
          pico.max(BigInteger.ZERO)
              .divide(BigInteger.valueOf(price.output()))
              .min(BigInteger.valueOf(Integer.MAX_VALUE))
              .longValueExact();
      most = least(most, tokens);
    }
    return most.isPresent() ? OptionalLong.of(most.getAsLong() / estimate.answers()) : most;
  }

  private static OptionalLong least(OptionalLong one, long other) {
    return OptionalLong.of(one.isPresent() ? Math.min(one.getAsLong(), other) : other);
  }

  @Override
  public void close() {
    log.close();
    keyResolvers.close();
  }
}

package io.weir.ratelimit;

import io.weir.internal.container.ContainerLogin;
import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.Settlement;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What rules decided for a request and took for it, and what is known of its outcome. All its
 * dispatches share it.
 */
final class RateLimitedRequest {

  private final boolean early;
  private Decision decision = Decision.NONE;
  private final List<RuleConsumption> consumptions = new ArrayList<>(2);
  private @Nullable LoginEvidence evidence;
  private List<RuleRequest> unchecked = List.of();
  private List<Rule> awaited = List.of();
  private boolean authenticated;
  private @Nullable LimitedSocket socket;
  private @Nullable RequestOutcome said;

  /**
   * A request that rules meet for the first time.
   *
   * @param early whether they meet it before the container, or a filter, authenticates it
   */
  RateLimitedRequest(boolean early) {
    this.early = early;
  }

  /** Whether the container has yet to authenticate it. */
  synchronized boolean isUnauthenticated() {
    return early && !authenticated;
  }

  /** The container has authenticated it: rules that exempt its user give back what they took. */
  synchronized List<Settlement> authenticate(Predicate<Rule> exempt) {
    authenticated = true;
    decision = decision.without(exempt);
    return removed(exempt).stream().flatMap(RuleConsumption::refund).toList();
  }

  /** Notes what limits the WebSocket that it asks for. */
  synchronized void open(LimitedSocket limited) {
    socket = limited;
  }

  /** What limits the WebSocket that it asks for; empty if nothing does so far. */
  synchronized Optional<LimitedSocket> socket() {
    return Optional.ofNullable(socket);
  }

  /** Settles what rules took that count failures of Basic authentication. */
  List<Settlement> endBasic(Supplier<ContainerLogin.Result> result) {
    List<RuleConsumption> removed = removed(Rule::countsFailuresOfBasic);
    if (removed.isEmpty()) {
      return List.of();
    }
    return switch (result.get()) {
      case FAILURE -> List.of();
      case NO_ATTEMPT -> uncheck(removed);
      case SUCCESS, OF_THE_APPLICATION ->
          removed.stream().flatMap(RuleConsumption::refund).toList();
    };
  }

  private synchronized List<Settlement> uncheck(List<RuleConsumption> removed) {
    unchecked = removed.stream().map(RuleConsumption::request).toList();
    return removed.stream().flatMap(RuleConsumption::refund).toList();
  }

  /** What rules took for credentials that the container has not checked yet. */
  synchronized List<RuleRequest> unchecked() {
    return unchecked;
  }

  /** Notes the rules that a place behind has to decide; none once the request is there. */
  synchronized void await(List<Rule> rules) {
    awaited = rules;
  }

  /** The rules that have not decided, because the request did not come to their place. */
  synchronized List<Rule> awaited() {
    return awaited;
  }

  /** What all rules decided so far. */
  synchronized Decision decision() {
    return decision;
  }

  /** Adds what rules decide now, and what they take. */
  synchronized Decision add(Decision now) {
    decision = decision.and(now.results());
    for (RuleResult result : now.results()) {
      result.consumption().ifPresent(consumptions::add);
    }
    return decision;
  }

  /** Whether it lacks the evidence of a login that a rule counts. */
  synchronized boolean needsEvidence() {
    return evidence == null && countsFailures();
  }

  /** Takes the evidence of a login that the application handles. */
  synchronized void collect(LoginEvidence collected) {
    evidence = collected;
  }

  /** Notes a dispatch of a login. */
  synchronized void enter(HttpServletRequest dispatch, LoginPages pages) {
    if (evidence != null) {
      evidence.enter(dispatch, pages);
    }
  }

  /** Notes what the application says. A server may forget it once the request is answered. */
  synchronized void hear(HttpServletRequest request) {
    RequestOutcome now = RequestOutcome.of(request);
    said = now == null ? said : now;
  }

  /** Notes what the container says of a login, unless the application has said something. */
  synchronized void hear(ContainerLogin.Result login) {
    said = said == null ? RequestOutcome.of(login) : said;
  }

  synchronized boolean countsFailures() {
    for (RuleConsumption consumption : consumptions) {
      if (consumption.countsFailures()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Gives back what was taken, because a rule refuses the request. In its first dispatch the
   * request has done nothing yet, and every rule gives back. Later only rules that count failures
   * do: a refused request is no failure, unless the container has refused its credentials before.
   */
  List<Settlement> refuse(DispatcherType refusedIn, boolean failed) {
    return removed(rule -> rule.countsFailures() ? !failed : refusedIn == DispatcherType.REQUEST)
        .stream()
        .flatMap(RuleConsumption::refund)
        .toList();
  }

  /** Settles what rules took that count failures. What other rules took stays taken. */
  List<Settlement> end(Function<Rule, RequestOutcome> outcomes) {
    return removed(Rule::countsFailures).stream()
        .flatMap(
            consumption ->
                switch (outcomes.apply(consumption.request().rule())) {
                  case SUCCESS -> Stream.of(consumption.success());
                  case NO_ATTEMPT -> consumption.refund();
                  case FAILURE -> Stream.empty();
                })
        .toList();
  }

  /** What the application or the container said; null if neither did. */
  synchronized @Nullable RequestOutcome said() {
    return said;
  }

  /** The evidence of a login; null if no rule needed it, or it never reached the application. */
  synchronized @Nullable LoginEvidence evidence() {
    return evidence;
  }

  /** Removes consumptions, so that each is settled once. */
  private synchronized List<RuleConsumption> removed(Predicate<Rule> by) {
    List<RuleConsumption> removed = new ArrayList<>(0);
    for (RuleConsumption consumption : consumptions) {
      if (by.test(consumption.request().rule())) {
        removed.add(consumption);
      }
    }
    consumptions.removeAll(removed);
    return removed;
  }
}

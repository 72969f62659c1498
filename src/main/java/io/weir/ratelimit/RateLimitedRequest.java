package io.weir.ratelimit;

import io.weir.internal.container.ContainerLogin;
import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.Settlement;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
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
  private boolean atErrorPage;
  private @Nullable RequestOutcome said;

  /**
   * A request that rules meet for the first time.
   *
   * @param early whether they meet it before the container authenticates it
   */
  RateLimitedRequest(boolean early) {
    this.early = early;
  }

  boolean isEarly() {
    return early;
  }

  /** What all rules decided so far. */
  synchronized Decision decision() {
    return decision;
  }

  /** Adds what rules decide now, and what they take. */
  synchronized Decision add(Decision now) {
    decision = decision.and(now.results());
    now.results().forEach(result -> result.consumption().ifPresent(consumptions::add));
    return decision;
  }

  /** Notes whether this dispatch shows the login error page. */
  synchronized void enter(HttpServletRequest dispatch, LoginPages pages) {
    atErrorPage |= pages.isError(dispatch);
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
    return consumptions.stream().anyMatch(RuleConsumption::countsFailures);
  }

  /**
   * Gives back what was taken, because a rule refuses the request. In its first dispatch the
   * request has done nothing yet, and every rule gives back. Later only rules that count failures
   * do: a refused request is no failure.
   */
  List<Settlement> refuse(DispatcherType refusedIn) {
    return removed(refusedIn != DispatcherType.REQUEST).map(RuleConsumption::refund).toList();
  }

  /**
   * Settles what rules took that count failures. What other rules took stays taken.
   *
   * @param failed whether asynchronous work did not finish the response
   */
  List<Settlement> end(
      boolean failed, HttpServletRequest request, HttpServletResponse response, LoginPages pages) {
    Stream<RuleConsumption> removed = removed(true);
    return switch (outcome(failed, request, response, pages)) {
      case SUCCESS -> removed.map(RuleConsumption::success).toList();
      case NO_ATTEMPT -> removed.map(RuleConsumption::refund).toList();
      case FAILURE -> List.of();
    };
  }

  private synchronized RequestOutcome outcome(
      boolean failed, HttpServletRequest request, HttpServletResponse response, LoginPages pages) {
    hear(request);
    return failed
        ? RequestOutcome.FAILURE
        : RequestOutcome.of(
            said, response.getStatus(), () -> atErrorPage || pages.redirects(request, response));
  }

  /** Removes consumptions, so that each is settled once. */
  private synchronized Stream<RuleConsumption> removed(boolean ofFailuresOnly) {
    List<RuleConsumption> removed =
        consumptions.stream()
            .filter(consumption -> !ofFailuresOnly || consumption.countsFailures())
            .toList();
    consumptions.removeAll(removed);
    return removed.stream();
  }
}

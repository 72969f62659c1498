package io.weir.ratelimit;

import io.weir.internal.container.ContainerLogin;
import io.weir.internal.container.LoginPages;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A request on its way, from the first rule that it meets to its end; all its dispatches share one.
 */
final class Visit {

  private Decision decision = Decision.NONE;
  private final List<Consumption> pledges = new ArrayList<>(2);
  private volatile boolean early;
  private boolean atErrorPage;
  private Optional<RequestOutcome> said = Optional.empty();

  /** What all rules said so far. */
  synchronized Decision decision() {
    return decision;
  }

  /** Takes down what rules say now. */
  synchronized Decision add(Decision now) {
    decision = decision.and(now.outcomes());
    now.outcomes().forEach(result -> result.pledge().ifPresent(pledges::add));
    return decision;
  }

  /** One that begins before the container has looked who asks. */
  static Visit early() {
    Visit visit = new Visit();
    visit.early = true;
    return visit;
  }

  /** Whether it began before the container looked who asks. */
  boolean isEarly() {
    return early;
  }

  /** A dispatch of the request comes to the filter. */
  synchronized void enter(HttpServletRequest request, LoginPages pages) {
    atErrorPage |= pages.isError(request);
  }

  /** The application has had its say. A server may forget it when the request is answered. */
  synchronized void hear(HttpServletRequest request) {
    said = RequestOutcome.said(request).or(() -> said);
  }

  /** The container has, if it had something to say; the application has the last word. */
  synchronized void hear(ContainerLogin.Result login) {
    if (said.isEmpty()) {
      said = RequestOutcome.of(login);
    }
  }

  synchronized Optional<RequestOutcome> said() {
    return said;
  }

  /** Whether it was forwarded to the page that tells of a failed login. */
  synchronized boolean isAtErrorPage() {
    return atErrorPage;
  }

  synchronized boolean countsFailures() {
    return pledges.stream().anyMatch(Consumption::countsFailures);
  }

  /**
   * A rule turned it away. If it did nothing yet, all rules give back what they took; behind a
   * forward those that count failures do, for it was none.
   */
  void turnAway(DispatcherType from) {
    settle(taken(from != DispatcherType.REQUEST), Consumption::giveBack);
  }

  /** It has ended so. What rules took that count all requests stays taken. */
  void end(RequestOutcome outcome) {
    Consumer<Consumption> settlement =
        switch (outcome) {
          case SUCCESS -> Consumption::succeed;
          case NO_ATTEMPT -> Consumption::giveBack;
          case FAILURE -> consumption -> {};
        };
    settle(taken(true), settlement);
  }

  /** Together, for each way to where they were taken: the cluster is asked once. */
  private static void settle(List<Consumption> pledges, Consumer<Consumption> settlement) {
    pledges.stream()
        .collect(Collectors.groupingBy(Consumption::later))
        .forEach((later, together) -> later.accept(() -> together.forEach(settlement)));
  }

  /** What is settled now is settled once. */
  private synchronized List<Consumption> taken(boolean byFailuresOnly) {
    List<Consumption> taken =
        pledges.stream()
            .filter(consumption -> !byFailuresOnly || consumption.countsFailures())
            .toList();
    pledges.removeAll(taken);
    return taken;
  }
}

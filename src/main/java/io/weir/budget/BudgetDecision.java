package io.weir.budget;

import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.counting.ledger.Reservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the budgets decide about a request.
 *
 * @param requests what they were asked to reserve
 * @param reservation what they answered
 */
record BudgetDecision(List<BudgetRequest> requests, Reservation reservation) {

  BudgetDecision {
    requests = List.copyOf(requests);
  }

  /** What one budget decides. */
  record Result(BudgetRequest request, HoldResult result) {

    boolean stops() {
      return !result.admitted() && request.hold().stopsOthers();
    }

    Budget budget() {
      return request.of().budget();
    }

    /** Whether the budget stops everybody until an administrator acts. */
    boolean isLatched() {
      return result.outcome() == HoldResult.Outcome.REFUSED
          && budget().isLatch()
          && !request.shared()
          && result.refusing() >= 0
          && budget().allowances().get(result.refusing()).span().isForEver()
          && result.left().get(result.refusing()) <= 0;
    }
  }

  List<Result> results() {
    List<Result> results = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      results.add(new Result(requests.get(i), reservation.results().get(i)));
    }
    return results;
  }

  /** The results that refuse the request. */
  List<Result> refusals() {
    return results().stream().filter(Result::stops).toList();
  }

  boolean stops() {
    return !refusals().isEmpty();
  }

  /** The time until all budgets would admit the request; nothing if no time helps. */
  Optional<Duration> delay() {
    Optional<Duration> longest = Optional.of(Duration.ZERO);
    for (Result refusal : refusals()) {
      Optional<Duration> delay = refusal.result().delay();
      longest = longest.flatMap(one -> delay.map(other -> one.compareTo(other) > 0 ? one : other));
    }
    return longest;
  }
}

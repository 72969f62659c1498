package io.weir.budget;

import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Reservation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What budgets hold for a request, and what the application says it used. */
final class BudgetedRequest {

  static final String USAGE = "io.weir.usage";
  static final String RESERVATION = "io.weir.reservation";
  static final String REMAINING = "io.weir.budget.remaining";
  static final String MAX_OUTPUT_TOKENS = "io.weir.budget.max-output-tokens";

  private final Set<String> decided = new HashSet<>();
  private final List<Open> open = new ArrayList<>(1);
  private final AnswerUsage answer = new AnswerUsage();
  private @Nullable String attribute;
  private @Nullable String header;

  /**
   * A reservation that is not settled.
   *
   * @param estimates by the id of the account
   */
  record Open(Reservation reservation, Map<Long, BudgetRequest> estimates) {

    static Open of(BudgetDecision decision) {
      Map<Long, BudgetRequest> estimates = new HashMap<>();
      decision.requests().forEach(request -> estimates.put(request.hold().account().id(), request));
      return new Open(decision.reservation(), Map.copyOf(estimates));
    }

    long estimate(AccountSpec account) {
      BudgetRequest request = estimates.get(account.id());
      return request == null ? 0 : request.hold().amount();
    }

    /** The id under which the holds in the cluster can be settled later. */
    ReservationId id() {
      return new ReservationId(
          reservation.number(),
          reservation.held().stream()
              .filter(held -> !held.local())
              .map(
                  held ->
                      new ReservationId.InLedger(
                          held.ledger(),
                          held.accounts().stream()
                              .map(
                                  account ->
                                      new ReservationId.Hold(account.id(), estimate(account)))
                              .toList()))
              .toList());
    }
  }

  /** Whether a budget has yet to decide about the request. */
  synchronized boolean isUndecided(PreparedBudget budget) {
    return !decided.contains(budget.budget().name());
  }

  synchronized void decide(List<PreparedBudget> budgets) {
    budgets.forEach(budget -> decided.add(budget.budget().name()));
  }

  synchronized void add(Open reservation) {
    open.add(reservation);
  }

  /** Takes over all reservations; the next call gets none, so that each is settled once. */
  synchronized List<Open> take() {
    List<Open> taken = List.copyOf(open);
    open.clear();
    return taken;
  }

  /** Notes what the application says. A server may forget it once the request is answered. */
  synchronized void hear(HttpServletRequest request) {
    if (request.getAttribute(USAGE) instanceof String said) {
      attribute = said;
    }
  }

  /** Notes the header that the application sets. */
  synchronized void hearHeader(String value) {
    header = value;
  }

  /** The answer, as far as it passes. */
  AnswerUsage answer() {
    return answer;
  }

  /**
   * What was said; null if nothing.
   *
   * @param from who may say it
   * @throws IllegalArgumentException with a sentence, if the answer cannot be understood as a whole
   */
  synchronized @Nullable String usage(BudgetPolicy.UsageFrom from) {
    if (attribute != null) {
      return attribute;
    }
    return switch (from) {
      case ATTRIBUTE -> null;
      case HEADER -> header;
      case BODY -> answer.report();
    };
  }
}

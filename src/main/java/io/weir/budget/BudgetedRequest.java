package io.weir.budget;

import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Reservation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
  private int repetitions;
  private boolean ended;
  private String session = "";
  private @Nullable String attribute;
  private @Nullable String header;

  /**
   * A reservation that is not settled.
   *
   * @param repeated whether it is for an attempt that repeats the first one
   */
  record Open(BudgetDecision decision, boolean repeated) {

    /** What a request reserves itself. */
    static Open of(BudgetDecision decision) {
      return new Open(decision, false);
    }

    /** What another attempt reserves. */
    static Open repeated(BudgetDecision decision) {
      return new Open(decision, true);
    }

    Reservation reservation() {
      return decision.reservation();
    }

    /** What was asked of an account; the same for each key of the request. */
    Optional<BudgetRequest> request(AccountSpec account) {
      return decision.requests().stream()
          .filter(request -> request.hold().account().id() == account.id())
          .findFirst();
    }

    long estimate(AccountSpec account) {
      return request(account).map(request -> request.hold().amount()).orElse(0L);
    }

    /** The id under which the holds in the cluster can be settled later. */
    ReservationId id() {
      return new ReservationId(
          reservation().number(),
          reservation().held().stream()
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

  /**
   * What another attempt reserves.
   *
   * @param number of the reservation: those of attempts follow that of the request, so that who
   *     knows this one can settle them all
   */
  record Repetition(long number, List<BudgetRequest> requests) {

    Repetition {
      requests = List.copyOf(requests);
    }
  }

  /** Whether a budget has yet to decide about the request. */
  synchronized boolean isUndecided(PreparedBudget budget) {
    return !decided.contains(budget.budget().name());
  }

  /** Whether any budget has decided about the request. */
  synchronized boolean isDecided() {
    return !decided.isEmpty();
  }

  synchronized void decide(List<PreparedBudget> budgets) {
    budgets.forEach(budget -> decided.add(budget.budget().name()));
  }

  /** Notes the pseudonym of the HTTP session. */
  synchronized void session(String pseudonym) {
    session = pseudonym;
  }

  /** The pseudonym of the HTTP session; empty if there is none, or nobody asks for it. */
  synchronized String session() {
    return session;
  }

  synchronized void add(Open reservation) {
    open.add(reservation);
  }

  /** Begins another attempt; empty if nothing is held for the request any more. */
  synchronized Optional<Repetition> repeat() {
    List<Open> own = open.stream().filter(one -> !one.repeated()).toList();
    if (ended || own.isEmpty()) {
      return Optional.empty();
    }
    repetitions++;
    return Optional.of(
        new Repetition(
            own.get(own.size() - 1).reservation().number() + repetitions,
            own.stream().flatMap(one -> one.decision().requests().stream()).toList()));
  }

  /** Adds the reservation of an attempt; false if the request has ended. */
  synchronized boolean addUnlessEnded(Open attempt) {
    return !ended && open.add(attempt);
  }

  /** Takes over the reservation of one attempt; false if somebody else has. */
  synchronized boolean remove(Open attempt) {
    return open.remove(attempt);
  }

  /** Takes over all reservations; the next call gets none, so that each is settled once. */
  synchronized List<Open> take() {
    ended = true;
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
   * What the application said; null if nothing.
   *
   * @param from who may say it
   */
  synchronized @Nullable String usage(BudgetPolicy.UsageFrom from) {
    if (attribute != null) {
      return attribute;
    }
    return switch (from) {
      case ATTRIBUTE, BODY -> null;
      case HEADER -> header;
    };
  }

  /**
   * What the answer tells, if it may and the application said nothing.
   *
   * @throws IllegalArgumentException with a sentence, if it cannot be understood as a whole
   */
  synchronized Optional<ReportedUsage> answered(BudgetPolicy.UsageFrom from) {
    return from == BudgetPolicy.UsageFrom.BODY && attribute == null
        ? answer.reported()
        : Optional.empty();
  }
}

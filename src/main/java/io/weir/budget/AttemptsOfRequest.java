package io.weir.budget;

import io.weir.internal.upstream.AttemptBudget;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reserves for attempts to call a service that repeat the first one of a request. */
final class AttemptsOfRequest implements AttemptBudget {

  private static final ThreadLocal<AttemptsOfRequest> CURRENT = new ThreadLocal<>();

  private final BudgetHandler handler;
  private final BudgetedRequest request;

  AttemptsOfRequest(BudgetHandler handler, BudgetedRequest request) {
    this.handler = handler;
    this.request = request;
  }

  /** Those of the request that this thread processes, if this handler holds budgets for it. */
  static Optional<AttemptBudget> current(BudgetHandler handler) {
    return Optional.ofNullable(CURRENT.get())
        .filter(attempts -> attempts.handler == handler)
        .map(attempts -> attempts);
  }

  /** Makes these the attempts of this thread; returns those from before. */
  @Nullable AttemptsOfRequest enter() {
    AttemptsOfRequest before = CURRENT.get();
    CURRENT.set(this);
    return before;
  }

  /** Ends what {@link #enter} began. */
  static void leave(@Nullable AttemptsOfRequest before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }

  @Override
  public Optional<Runnable> reserve() {
    return request.repeat().flatMap(this::reserve);
  }

  private Optional<Runnable> reserve(BudgetedRequest.Repetition repetition) {
    BudgetDecision decision = handler.reserve(repetition);
    if (decision.stops()) {
      return Optional.empty();
    }
    BudgetedRequest.Open open = BudgetedRequest.Open.repeated(decision);
    if (!request.addUnlessEnded(open)) {
      handler.settlements().release(open);
      return Optional.empty();
    }
    return Optional.of(
        () -> {
          if (request.remove(open)) {
            handler.settlements().release(open);
          }
        });
  }
}

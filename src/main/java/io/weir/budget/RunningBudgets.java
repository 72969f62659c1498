package io.weir.budget;

import io.weir.internal.deployment.KeyStatus;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.deployment.Switches;
import io.weir.internal.events.EventCounters;
import io.weir.internal.upstream.AttemptBudget;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The budget filter of a running application. */
final class RunningBudgets implements RunningFilter {

  private final boolean off;
  private final Runnable leave;
  private volatile @Nullable BudgetHandler handler;

  private RunningBudgets(@Nullable BudgetHandler handler, Runnable leave, boolean off) {
    this.handler = handler;
    this.leave = leave;
    this.off = off;
  }

  /**
   * A filter that checks budgets.
   *
   * @param leave gives back what the filter counts with
   */
  RunningBudgets(BudgetHandler handler, Runnable leave) {
    this(handler, leave, false);
  }

  /** A filter that is switched off. */
  static RunningBudgets off() {
    return new RunningBudgets(null, () -> {}, true);
  }

  /** Whether all requests pass. */
  boolean isOff() {
    return off;
  }

  /** Decides about requests. */
  BudgetHandler handler() {
    BudgetHandler open = handler;
    if (open == null) {
      throw new IllegalStateException("the application is being undeployed");
    }
    return open;
  }

  /** Budgets need the user and the body, so they wait for authentication. */
  @Override
  public Optional<Filter> beforeAuthentication() {
    return Optional.empty();
  }

  @Override
  public Optional<AttemptBudget> attemptBudget() {
    BudgetHandler open = handler;
    return open == null ? Optional.empty() : AttemptsOfRequest.current(open);
  }

  @Override
  public List<EventCounters.Count> counts() {
    BudgetHandler open = handler;
    return open == null ? List.of() : open.counters().snapshot();
  }

  @Override
  public List<LineStatus> lines() {
    BudgetHandler open = handler;
    return open == null ? List.of() : open.inspector().lines();
  }

  @Override
  public List<KeyStatus> look(String text) {
    BudgetHandler open = handler;
    return open == null ? List.of() : open.inspector().look(text);
  }

  @Override
  public List<LineStatus.Action> actions(String line, String key) {
    BudgetHandler open = handler;
    return open == null ? List.of() : open.inspector().actions(line, key);
  }

  @Override
  public boolean hasSwitches() {
    return true;
  }

  @Override
  public void switchTo(Switches switches) {
    BudgetHandler open = handler;
    if (open != null) {
      open.matcher().switchTo(switches);
    }
  }

  @Override
  public void close() {
    BudgetHandler open = handler;
    handler = null;
    if (open != null) {
      open.close();
    }
    leave.run();
  }
}

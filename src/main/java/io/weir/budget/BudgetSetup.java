package io.weir.budget;

import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.Deployment;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.settings.Mode;
import java.time.InstantSource;
import java.util.Optional;

/** The checked settings of the budget filter in an application. */
record BudgetSetup(BudgetPolicy policy) implements FilterSetup {

  @Override
  public RunningBudgets start(Deployment deployment, ApplicationEvents events) {
    if (policy.mode() == Mode.OFF) {
      return RunningBudgets.off();
    }
    SharedCounting counting = SharedCounting.join(policy.cluster().get());
    Optional<BudgetState> state = Optional.empty();
    try {
      InstantSource clock = InstantSource.system();
      state =
          policy
              .stateDirectory()
              .get()
              .map(
                  directory ->
                      BudgetState.open(
                          directory,
                          policy.scope(),
                          counting.ledgers(),
                          PreparedBudget.all(policy),
                          clock));
      BudgetHandler handler = new BudgetHandler(policy, counting.ledgers(), state, clock, events);
      BudgetOperations operations = BudgetOperations.register(handler, policy.scope());
      handler.open(counting.place());
      Optional<BudgetState> kept = state;
      return new RunningBudgets(
          handler,
          () -> {
            operations.close();
            kept.ifPresent(BudgetState::close);
            counting.leave();
          });
    } catch (RuntimeException | Error e) {
      state.ifPresent(BudgetState::close);
      counting.leave();
      throw e;
    }
  }
}

package io.weir.budget;

import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.Deployment;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.settings.Mode;
import java.time.InstantSource;

/** The checked settings of the budget filter in an application. */
record BudgetSetup(BudgetPolicy policy) implements FilterSetup {

  @Override
  public RunningBudgets start(Deployment deployment) {
    if (policy.mode() == Mode.OFF) {
      return RunningBudgets.off();
    }
    SharedCounting counting = SharedCounting.join(policy.cluster().get());
    try {
      BudgetHandler handler = new BudgetHandler(policy, counting.ledgers(), InstantSource.system());
      BudgetOperations operations = BudgetOperations.register(handler, policy, counting.ledgers());
      handler.open(counting.place());
      return new RunningBudgets(
          handler,
          () -> {
            operations.close();
            counting.leave();
          });
    } catch (RuntimeException | Error e) {
      counting.leave();
      throw e;
    }
  }
}

package io.weir.budget;

import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.Reservation;
import io.weir.internal.rules.KeyPart;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** The MBean {@code io.weir:type=Budgets,scope="…"} of an application. */
final class BudgetOperations implements BudgetOperationsMXBean, AutoCloseable {

  private final BudgetHandler handler;
  private final BudgetPolicy policy;
  private final LedgerService ledgers;
  private final ObjectName name;

  private BudgetOperations(
      BudgetHandler handler, BudgetPolicy policy, LedgerService ledgers, ObjectName name) {
    this.handler = handler;
    this.policy = policy;
    this.ledgers = ledgers;
    this.name = name;
  }

  /** Registers the MBean; {@link #close} removes it. */
  static BudgetOperations register(
      BudgetHandler handler, BudgetPolicy policy, LedgerService ledgers) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      for (int i = 1; ; i++) {
        String scope = i == 1 ? policy.scope() : policy.scope() + "#" + i;
        BudgetOperations operations =
            new BudgetOperations(
                handler,
                policy,
                ledgers,
                new ObjectName("io.weir:type=Budgets,scope=" + ObjectName.quote(scope)));
        try {
          server.registerMBean(
              new StandardMBean(operations, BudgetOperationsMXBean.class, true), operations.name);
          return operations;
        } catch (InstanceAlreadyExistsException e) {
          // Another application counts in the same scope.
        }
      }
    } catch (JMException e) {
      throw new IllegalStateException("the MBean of the budgets cannot be registered", e);
    }
  }

  @Override
  public boolean report(String id, String usage) {
    return handler.settlements().report(id, usage);
  }

  @Override
  public boolean reset(String budget) {
    return reset(budget, "");
  }

  @Override
  public boolean reset(String budget, String key) {
    PreparedBudget one =
        handler.budgets().stream()
            .filter(known -> known.budget().name().equals(budget))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no budget \"%s\"; there are %s"
                            .formatted(
                                budget, policy.budgets().stream().map(Budget::name).toList())));
    KeyPart part = one.budget().options().key().parts().get(0);
    LedgerKey ledger =
        handler.matcher().ledger(one, List.of(new KeyPart.Value(part.toString(), key)));
    boolean reset = ledgers.ledgers().reset(ledger, one.account());
    handler.settlements().note(new Reservation.Held(ledger, false, List.of(one.account())));
    return reset;
  }

  @Override
  public void close() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      // Somebody else has removed it.
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}

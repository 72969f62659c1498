package io.weir.budget;

import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.rules.KeyPart;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
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
  private final BudgetKeys keys;
  private final ObjectName name;

  private BudgetOperations(BudgetHandler handler, ObjectName name) {
    this.handler = handler;
    this.keys = handler.inspector().keys();
    this.name = name;
  }

  /** Registers the MBean; {@link #close} removes it. */
  static BudgetOperations register(BudgetHandler handler, String wanted) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      for (int i = 1; ; i++) {
        String scope = i == 1 ? wanted : wanted + "#" + i;
        BudgetOperations operations =
            new BudgetOperations(
                handler, new ObjectName("io.weir:type=Budgets,scope=" + ObjectName.quote(scope)));
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
    PreparedBudget one = keys.named(budget);
    if (BudgetKeys.isOfEverybody(one) && !key.isBlank()) {
      return resetShare(one, List.of(List.of()), key, "key");
    }
    return reset(one, one.account(), keys.keys(one, key));
  }

  @Override
  public boolean reset(String budget, String key, String client) {
    PreparedBudget one = keys.named(budget);
    return resetShare(one, keys.keys(one, key), client, "client");
  }

  @Override
  public void topUp(String budget, String amount) {
    topUp(budget, "", amount);
  }

  /** A text may name a user and an address: whoever has spent something gets it. */
  @Override
  public void topUp(String budget, String key, String amount) {
    PreparedBudget one = keys.named(budget);
    if (BudgetKeys.isOfEverybody(one) && !key.isBlank()) {
      throw new IllegalArgumentException(
          "the budget \"%s\" counts everybody together: top it up without a key".formatted(budget));
    }
    List<BudgetKeys.Place> places =
        keys.keys(one, key).stream().map(values -> place(one, one.account(), values)).toList();
    BudgetKeys.Place place =
        places.stream().filter(handler.inspector()::isTouched).findFirst().orElse(places.get(0));
    handler.inspector().topUp(place, amount);
    handler.log().tellActed("top-up", one.budget(), place.ledger().name(), amount);
  }

  private BudgetKeys.Place place(
      PreparedBudget one, AccountSpec account, List<KeyPart.Value> values) {
    return new BudgetKeys.Place(one, account, handler.matcher().ledger(one, values));
  }

  private boolean resetShare(
      PreparedBudget one, List<List<KeyPart.Value>> of, String client, String argument) {
    BudgetOptions.Share share =
        one.budget()
            .options()
            .share()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the budget \"%s\" gives clients no shares: reset it without a %s"
                            .formatted(one.budget().name(), argument)));
    List<List<KeyPart.Value>> both = new ArrayList<>();
    for (List<KeyPart.Value> key : of) {
      for (List<KeyPart.Value> ofClient : keys.values(one, share.each(), client)) {
        both.add(BudgetMatcher.share(one.budget(), key, ofClient));
      }
    }
    return reset(one, one.share().orElseThrow(), both);
  }

  private boolean reset(PreparedBudget one, AccountSpec account, List<List<KeyPart.Value>> of) {
    boolean reset = false;
    for (List<KeyPart.Value> values : of) {
      BudgetKeys.Place place = place(one, account, values);
      handler.log().tellActed("reset", one.budget(), place.ledger().name(), "");
      reset |= handler.inspector().reset(place);
    }
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

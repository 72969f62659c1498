package io.weir.budget;

import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.Reservation;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.KeyPart;
import io.weir.internal.settings.Setting;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** The MBean {@code io.weir:type=Budgets,scope="…"} of an application. */
final class BudgetOperations implements BudgetOperationsMXBean, AutoCloseable {

  private static final String EVERYBODY = "global";
  private static final String ADDRESS = "ip";

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

  /** The budgets for the status page. That of everybody can be reset there. */
  List<LineStatus> lines() {
    return policy.budgets().stream()
        .map(
            budget ->
                new LineStatus(
                    budget.name(),
                    budget.toString(),
                    Map.of(
                        "mode", budget.options().shadow() ? "shadow" : Setting.word(policy.mode())),
                    budget.options().key().toString().equals(EVERYBODY)
                        ? List.of(
                            new LineStatus.Action(
                                "reset",
                                "Forgets what was spent of this budget on all nodes: it may be spent once more.",
                                () -> resetAll(budget.name())))
                        : List.of()))
        .toList();
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
    PreparedBudget one = named(budget);
    Key by = one.budget().options().key();
    if (isOfEverybody(by) && !key.isBlank()) {
      return resetShare(one, List.of(List.of()), key, "key");
    }
    return resetInJmx(one, one.account(), keys(one, key));
  }

  @Override
  public boolean reset(String budget, String key, String client) {
    PreparedBudget one = named(budget);
    return resetShare(one, keys(one, key), client, "client");
  }

  private static boolean isOfEverybody(Key by) {
    return by.toString().equals(EVERYBODY);
  }

  private PreparedBudget named(String budget) {
    return handler.budgets().stream()
        .filter(known -> known.budget().name().equals(budget))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no budget \"%s\"; there are %s"
                        .formatted(budget, policy.budgets().stream().map(Budget::name).toList())));
  }

  /** The values by which a budget counts what a text names. */
  private List<List<KeyPart.Value>> keys(PreparedBudget one, String key) {
    Key by = one.budget().options().key();
    if (!isOfEverybody(by) && key.isBlank()) {
      throw new IllegalArgumentException(
          "the budget \"%s\" counts by %s: name the one to reset"
              .formatted(one.budget().name(), by));
    }
    return values(one, by, key);
  }

  private boolean resetShare(
      PreparedBudget one, List<List<KeyPart.Value>> keys, String client, String argument) {
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
    for (List<KeyPart.Value> key : keys) {
      for (List<KeyPart.Value> ofClient : values(one, share.each(), client)) {
        both.add(BudgetMatcher.share(one.budget(), key, ofClient));
      }
    }
    return resetInJmx(one, one.share().orElseThrow(), both);
  }

  private boolean reset(PreparedBudget one, AccountSpec account, List<List<KeyPart.Value>> keys) {
    boolean reset = false;
    for (List<KeyPart.Value> key : keys) {
      LedgerKey ledger = handler.matcher().ledger(one, key);
      reset |= ledgers.ledgers().reset(ledger, account);
      handler.settlements().note(new Reservation.Held(ledger, false, List.of(account)));
    }
    return reset;
  }

  /** Resets a budget of everybody from the status page, which tells it itself. */
  private void resetAll(String budget) {
    PreparedBudget one = named(budget);
    reset(one, one.account(), keys(one, ""));
  }

  private boolean resetInJmx(
      PreparedBudget one, AccountSpec account, List<List<KeyPart.Value>> keys) {
    keys.forEach(
        key -> handler.log().tellReset(one.budget(), handler.matcher().ledger(one, key).name()));
    return reset(one, account, keys);
  }

  /** What a text names, as requests are counted; an address, too, which replaces what they lack. */
  private List<List<KeyPart.Value>> values(PreparedBudget one, Key by, String text) {
    if (by.parts().size() > 1) {
      throw new IllegalArgumentException(
          "the budget \"%s\" counts by %s: a key of several parts cannot be reset; the budget begins anew if you give it another name"
              .formatted(one.budget().name(), by));
    }
    return Stream.concat(
            Stream.of(by.parts().get(0).named(text)),
            policy.trustedProxies().client(text).stream()
                .map(address -> new KeyPart.Value(ADDRESS, address.key())))
        .distinct()
        .map(List::of)
        .toList();
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

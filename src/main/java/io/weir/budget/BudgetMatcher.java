package io.weir.budget;

import io.weir.internal.body.RequestContent;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.deployment.Switches;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.http.RequestHead;
import io.weir.internal.path.RequestPath;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.KeyPart;
import io.weir.internal.rules.KeyResolvers;
import io.weir.internal.rules.RequestFacts;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the budgets that a request spends, and what they reserve. */
final class BudgetMatcher {

  /** Parts of keys by which a ledger belongs to one client alone. */
  private static final Set<String> OWN = Set.of("ip", "session", "user");

  private final BudgetPolicy policy;
  private final Pseudonyms pseudonyms;
  private final KeyResolvers keyResolvers;
  private final List<PreparedBudget> budgets;

  /** The budgets as administrators have switched them. */
  private volatile List<PreparedBudget> applied;

  BudgetMatcher(BudgetPolicy policy, Pseudonyms pseudonyms, KeyResolvers keyResolvers) {
    this.policy = policy;
    this.pseudonyms = pseudonyms;
    this.keyResolvers = keyResolvers;
    this.budgets = PreparedBudget.all(policy);
    this.applied = budgets;
  }

  /** Has budgets apply as administrators have decided. */
  void switchTo(Switches switches) {
    applied = switches.applied(budgets, one -> one.budget().name(), PreparedBudget::inShadow);
  }

  /** All budgets as they are written. */
  List<PreparedBudget> budgets() {
    return budgets;
  }

  /** The budgets for the method and the path, in their order. */
  List<PreparedBudget> matching(Exchange exchange, HttpServletRequest request) {
    RequestPath path = exchange.path(request);
    List<String> methods = List.of(RequestHead.method(request));
    List<PreparedBudget> matching = new ArrayList<>(2);
    for (PreparedBudget one : applied) {
      if (one.budget().requests().matches(methods, path)) {
        matching.add(one);
      }
    }
    return matching;
  }

  /** The facts by which budgets count. A preflight spends nothing. */
  RequestFacts facts(Exchange exchange, RequestContent content) {
    return new RequestFacts(
        content,
        exchange.path(content.request()),
        exchange.client(policy.trustedProxies()),
        () -> exchange.user(content.request()),
        policy.phoneNumbers(),
        policy.apiKeys(),
        keyResolvers,
        new HashMap<>());
  }

  /** What a budget reserves for a request, for each way to read its key. */
  List<BudgetRequest> requests(PreparedBudget one, RequestFacts facts, Estimate estimate)
      throws IOException {
    Budget budget = one.budget();
    long amount =
        budget.options().estimate().map(Amount::value).orElseGet(() -> estimate.in(budget.unit()));
    List<BudgetRequest> requests = new ArrayList<>(2);
    for (List<KeyPart.Value> values : values(budget.options().key(), budget, facts)) {
      requests.add(request(one, one.account(), values, amount, false));
      AccountSpec share = one.share().orElse(null);
      if (share == null) {
        continue;
      }
      Key each = budget.options().share().orElseThrow().each();
      for (List<KeyPart.Value> client : values(each, budget, facts)) {
        requests.add(request(one, share, share(budget, values, client), amount, true));
      }
    }
    return requests;
  }

  /** The values by which the share of a client counts in the budget of a key. */
  static List<KeyPart.Value> share(
      Budget budget, List<KeyPart.Value> key, List<KeyPart.Value> client) {
    return budget.options().key().shared()
        ? client
        : Stream.concat(key.stream(), client.stream()).toList();
  }

  private static List<List<KeyPart.Value>> values(Key key, Budget budget, RequestFacts facts)
      throws IOException {
    return facts.values(key, budget.requests(), false);
  }

  private BudgetRequest request(
      PreparedBudget one,
      AccountSpec account,
      List<KeyPart.Value> values,
      long amount,
      boolean shared) {
    return new BudgetRequest(
        one,
        new HoldRequest(
            ledger(one, values),
            account,
            amount,
            one.budget().options().free(),
            !one.budget().options().shadow(),
            one.whenClusterFails()),
        shared);
  }

  /** Whether ledgers of these parts belong to one client alone. */
  static boolean isOwn(List<KeyPart> parts) {
    return parts.size() == 1 && OWN.contains(parts.get(0).toString());
  }

  /** The ledger of these values. */
  LedgerKey ledger(PreparedBudget one, List<KeyPart.Value> values) {
    String[] parts = new String[2 * values.size() + 3];
    parts[0] = "budget";
    parts[1] = policy.scope();
    parts[2] = one.kept().name();
    for (int i = 0; i < values.size(); i++) {
      parts[2 * i + 3] = values.get(i).part();
      parts[2 * i + 4] = values.get(i).text();
    }
    boolean own = values.size() == 1 && OWN.contains(values.get(0).part());
    return new LedgerKey(pseudonyms.of(parts), one.kept(), own);
  }
}

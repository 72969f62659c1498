package io.weir;

/**
 * Bounds what requests spend: money, tokens or seconds. This is the filter-class for a {@code
 * web.xml}. The init-params are the settings; {@code budgets} is the table of budgets.
 */
public final class BudgetFilter extends DelegatingFilter {

  /** Created by the container. */
  public BudgetFilter() {
    super("io.weir.budget.Budgets");
  }
}

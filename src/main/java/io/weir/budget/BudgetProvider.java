package io.weir.budget;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.settings.Settings;

/** The budget filter, as the deployment sees it. */
public final class BudgetProvider implements FilterProvider {

  static final String NAME = "budget";

  /** Created by the service loader. */
  public BudgetProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String filterName() {
    return "BudgetFilter";
  }

  @Override
  public int order() {
    return 400;
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.isGiven(BudgetPolicy.BUDGETS);
  }

  /** Behind filters that log users in, it knows whose budget a request spends. */
  @Override
  public boolean staysWhereDeclared() {
    return true;
  }

  @Override
  public FilterSetup read(Settings settings, String contextPath) {
    return new BudgetSetup(BudgetPolicy.of(settings, contextPath));
  }
}

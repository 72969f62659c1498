package io.weir.budget;

import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.util.HashMap;
import java.util.Map;

/** Policies of budgets for tests. */
final class Policies {

  static final String PRICES =
      """
      gpt-5         10.00  30.00  1.00
      gpt-5-mini     3.00  15.00
      gpt-realtime 100.00 200.00
      """;

  private Policies() {}

  /** A policy with the prices of the sample. */
  static BudgetPolicy of(Map<String, String> more) {
    Map<String, String> params =
        new HashMap<>(Map.of("budgets", "/chat $5.00/hour", "prices", PRICES));
    params.putAll(more);
    Settings settings = new Settings("budget", params, SharedSettings.onThisServer(Map.of()));
    BudgetPolicy policy = BudgetPolicy.of(settings, "/app");
    if (!settings.check().isEmpty()) {
      throw new IllegalArgumentException(settings.check().toString());
    }
    return policy;
  }
}

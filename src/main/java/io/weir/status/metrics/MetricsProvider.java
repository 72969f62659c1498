package io.weir.status.metrics;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.settings.Settings;
import io.weir.status.GuardedPath;

/** The metrics filter, as the deployment sees it. */
public final class MetricsProvider implements FilterProvider {

  static final String NAME = "metrics";

  /** Created by the service loader. */
  public MetricsProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String filterName() {
    return "MetricsFilter";
  }

  @Override
  public int order() {
    return 50;
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return GuardedPath.isGiven(settings);
  }

  @Override
  public FilterSetup read(Settings settings, String contextPath) {
    return new MetricsSetup(MetricsPolicy.of(settings));
  }
}

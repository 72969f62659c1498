package io.weir.breaker;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.settings.Settings;

/** The circuit breaker filter, as the deployment sees it. */
public final class CircuitBreakerProvider implements FilterProvider {

  static final String NAME = "circuit-breaker";

  /** Created by the service loader. */
  public CircuitBreakerProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String filterName() {
    return "CircuitBreakerFilter";
  }

  @Override
  public int order() {
    return 500;
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.isGiven(BreakerPolicy.CIRCUITS);
  }

  @Override
  public FilterSetup read(Settings settings, String contextPath) {
    return new CircuitBreakerSetup(BreakerPolicy.of(settings, contextPath));
  }
}

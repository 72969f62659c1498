package io.weir.cors;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.settings.Settings;

/** What the deployment must know of the CORS filter. */
public final class CorsKind implements FilterProvider {

  /** Made by the service loader. */
  public CorsKind() {}

  @Override
  public String name() {
    return "cors";
  }

  @Override
  public String shell() {
    return "CorsFilter";
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return CorsPolicy.isGiven(settings);
  }

  @Override
  public FilterSetup read(Settings settings, String contextPath) {
    return CorsPlan.of(CorsPolicy.of(settings));
  }
}

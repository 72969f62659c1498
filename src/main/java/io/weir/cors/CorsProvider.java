package io.weir.cors;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.settings.Settings;

/** What the deployment must know of the CORS filter. */
public final class CorsProvider implements FilterProvider {

  /** Made by the service loader. */
  public CorsProvider() {}

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
    return CorsSetup.of(CorsPolicy.of(settings));
  }
}

package io.weir.cors;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.settings.Settings;
import java.util.Set;

/** The CORS filter, as the deployment sees it. */
public final class CorsProvider implements FilterProvider {

  static final String NAME = "cors";

  /** Created by the service loader. */
  public CorsProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String filterName() {
    return "CorsFilter";
  }

  @Override
  public int order() {
    return 100;
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return CorsPolicy.isGiven(settings);
  }

  @Override
  public FilterSetup read(Settings settings, String contextPath) {
    return new CorsSetup(CorsPolicy.of(settings), Set.of());
  }
}

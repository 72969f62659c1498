package io.weir.status.page;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.settings.Settings;
import io.weir.status.GuardedPath;

/** The status page, as the deployment sees it. */
public final class StatusProvider implements FilterProvider {

  static final String NAME = "status";

  /** Created by the service loader. */
  public StatusProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String filterName() {
    return "StatusFilter";
  }

  @Override
  public int order() {
    return 60;
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return GuardedPath.isGiven(settings);
  }

  @Override
  public FilterSetup read(Settings settings, String contextPath) {
    return new StatusSetup(StatusPolicy.of(settings, contextPath));
  }
}

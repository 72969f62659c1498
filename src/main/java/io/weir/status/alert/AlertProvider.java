package io.weir.status.alert;

import io.weir.internal.deployment.ApplicationObserver;
import io.weir.internal.settings.SharedSettings;

/** Creates the alerts of applications; found by the service loader. */
public final class AlertProvider implements ApplicationObserver.Provider {

  /** Called by the service loader. */
  public AlertProvider() {}

  @Override
  public ApplicationObserver of(SharedSettings shared, String contextPath) {
    return AlertObserver.of(shared, contextPath);
  }
}

package io.weir.status.audit;

import io.weir.internal.deployment.ApplicationObserver;
import io.weir.internal.settings.SharedSettings;

/** Creates the audit logs of applications; found by the service loader. */
public final class AuditProvider implements ApplicationObserver.Provider {

  /** Called by the service loader. */
  public AuditProvider() {}

  @Override
  public ApplicationObserver of(SharedSettings shared, String contextPath) {
    return AuditObserver.of(shared, contextPath);
  }
}

package io.weir.upstream;

import io.weir.internal.deployment.ApplicationUpstreams;
import io.weir.internal.settings.SharedSettings;

/** Creates the services of applications; found by the service loader. */
public final class UpstreamsProvider implements ApplicationUpstreams.Provider {

  /** Called by the service loader. */
  public UpstreamsProvider() {}

  @Override
  public ApplicationUpstreams of(SharedSettings shared, String contextPath) {
    return DeployedUpstreams.of(shared, contextPath);
  }
}

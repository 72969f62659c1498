package io.weir.secrets;

import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.SharedSettings;
import jakarta.servlet.ServletContext;

/** Creates the secrets of applications; found by the service loader. */
public final class SecretsProvider implements ApplicationSecrets.Provider {

  /** Called by the service loader. */
  public SecretsProvider() {}

  @Override
  public ApplicationSecrets of(ServletContext context, SharedSettings shared) {
    return DeployedSecrets.of(context, shared);
  }

  @Override
  public SecretReader ofThisMachine() {
    return SecretsPolicy.ofThisMachine().machine();
  }
}

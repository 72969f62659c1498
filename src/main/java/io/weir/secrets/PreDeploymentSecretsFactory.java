package io.weir.secrets;

import io.weir.internal.settings.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Creates the secrets that an application asks for before the container deploys it. Their settings
 * are system properties, environment variables and the application's own {@code
 * META-INF/microprofile-config.properties}.
 */
public final class PreDeploymentSecretsFactory
    implements Function<Map<String, String>, Function<String, Optional<String>>> {

  /** Called by the front door. */
  public PreDeploymentSecretsFactory() {}

  /** Ignores mistakes in the settings: the deployment reports them. */
  @Override
  public Function<String, Optional<String>> apply(Map<String, String> file) {
    return Secrets.of(Settings.early("secrets", file));
  }
}

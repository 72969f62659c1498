package io.weir.secrets;

import io.weir.internal.settings.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes the secrets that an application asks for before it is known to the container: by what
 * stands outside, and in its own {@code META-INF/microprofile-config.properties}.
 */
public final class PreDeploymentSecretsFactory
    implements Function<Map<String, String>, Function<String, Optional<String>>> {

  /** Made by the front door. */
  public PreDeploymentSecretsFactory() {}

  /** What is a mistake there is told when the application is deployed. */
  @Override
  public Function<String, Optional<String>> apply(Map<String, String> file) {
    return Secrets.of(Settings.early("secrets", file));
  }
}

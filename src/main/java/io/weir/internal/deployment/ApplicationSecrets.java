package io.weir.internal.deployment;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.secrets.Secrets;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The secrets of an application that is being deployed. */
record ApplicationSecrets(ServletContext context, Settings read, Secrets secrets)
    implements AutoCloseable {

  /** The attribute of the application where the front door finds them. */
  private static final String ATTRIBUTE = "io.weir.secrets";

  static ApplicationSecrets of(ServletContext context) {
    Settings settings = Settings.of("secrets", Map.of(), context);
    return new ApplicationSecrets(context, settings, Secrets.of(settings));
  }

  /** The full names of all settings that were read. */
  Set<String> names() {
    return read.names();
  }

  <T> T whileReading(Supplier<T> settings) {
    return secrets.whileReading(settings);
  }

  /** Reads all for the first time, and says what stops the deployment. */
  List<Mistake> mistakes() {
    List<Mistake> mistakes = new ArrayList<>(read.check());
    secrets
        .ownPlaces()
        .forEach(
            (setting, place) -> {
              if (isDeployed(place)) {
                mistakes.add(deployed(setting, place));
              }
            });
    mistakes.addAll(secrets.readAll());
    return mistakes;
  }

  private boolean isDeployed(Path place) {
    String root = context.getRealPath("/");
    try {
      return root != null && place.toRealPath().startsWith(Path.of(root).toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  private static Mistake deployed(String setting, Path place) {
    return new Mistake(
        setting, "\"%s\": inside an application; a place outside of it".formatted(place));
  }

  /** Hands them out on the ways that the administrator chose, and says what stops that. */
  List<Mistake> deliver() {
    return secrets.deliver(context);
  }

  /** Makes them what the application finds in MicroProfile Config. */
  Secrets open() {
    secrets.rest();
    if (!secrets.isEmpty()) {
      context.setAttribute(ATTRIBUTE, secrets);
    }
    return secrets;
  }

  @Override
  public void close() {
    secrets.close();
  }
}

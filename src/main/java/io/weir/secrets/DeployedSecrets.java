package io.weir.secrets;

import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.StatusSection;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.SecretChanged;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The secrets of an application that is being deployed.
 *
 * @param settings the settings that {@code secrets} was created from
 */
record DeployedSecrets(ServletContext context, Settings settings, Secrets secrets)
    implements ApplicationSecrets {

  /** The attribute of the application in which the front door finds its secrets. */
  private static final String ATTRIBUTE = "io.weir.secrets";

  static DeployedSecrets of(ServletContext context, SharedSettings shared) {
    Settings settings = new Settings("secrets", Map.of(), shared);
    return new DeployedSecrets(context, settings, Secrets.of(settings));
  }

  @Override
  public Secret read(String reference) {
    return secrets.read(reference);
  }

  @Override
  public Set<String> names() {
    return settings.names();
  }

  @Override
  public Map<String, String> places() {
    return settings.places();
  }

  @Override
  public List<Mistake> readAll() {
    List<Mistake> mistakes = new ArrayList<>(settings.check());
    secrets
        .privateFiles()
        .forEach(
            (setting, file) -> {
              if (isDeployed(file)) {
                mistakes.add(
                    new Mistake(
                        setting,
                        "\"%s\": the path is inside an application; choose one outside of it"
                            .formatted(file)));
              }
            });
    mistakes.addAll(secrets.readAll());
    return mistakes;
  }

  private boolean isDeployed(Path file) {
    String root = context.getRealPath("/");
    try {
      return root != null && file.toRealPath().startsWith(Path.of(root).toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public List<Mistake> export() {
    return secrets.export(context);
  }

  @Override
  public void publish() {
    secrets.stopRefresh();
    if (!secrets.isEmpty()) {
      context.setAttribute(ATTRIBUTE, secrets);
    }
  }

  @Override
  public void startRefresh() {
    secrets.startRefresh();
  }

  @Override
  public void observe(ApplicationEvents events) {
    secrets.listen(
        (path, change) ->
            events.tell(
                new SecretChanged(
                    events.now(),
                    path,
                    switch (change) {
                      case ROTATED -> SecretChanged.Change.ROTATED;
                      case UNREADABLE -> SecretChanged.Change.UNREADABLE;
                      case READABLE -> SecretChanged.Change.READABLE;
                      case TOO_OLD -> SecretChanged.Change.TOO_OLD;
                    })));
  }

  @Override
  public Optional<StatusSection> section() {
    return secrets.isEmpty()
        ? Optional.empty()
        : Optional.of(new StatusSection("secrets", this::lines));
  }

  private List<LineStatus> lines() {
    return secrets.ages().entrySet().stream()
        .map(path -> new LineStatus(path.getKey(), "", facts(path.getValue()), List.of()))
        .toList();
  }

  @Override
  public Map<String, Duration> ages() {
    return secrets.agesByName();
  }

  private static Map<String, String> facts(Optional<Duration> age) {
    return Map.of(
        "read",
        age.map(known -> "%s seconds ago".formatted(known.toSeconds()))
            .orElse("not yet, or too old"));
  }

  @Override
  public void close() {
    secrets.close();
  }
}

package io.weir.secrets.vault;

import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings that name credentials for Vault. A login takes those that it needs; those that are
 * left do not belong to it. Adds mistakes to the settings.
 */
final class VaultCredentialSettings {

  private final Settings settings;
  private final String method;

  /** In the order of reading; empty once taken. */
  private final Map<String, Optional<Credential>> written = new LinkedHashMap<>();

  /**
   * Reads all of them.
   *
   * @param method as configured: {@code weir.vault.auth = approle}
   */
  VaultCredentialSettings(
      Settings settings, String method, List<Setting<Optional<Credential>>> credentials) {
    this.settings = settings;
    this.method = method;
    credentials.forEach(one -> written.put(one.name(), settings.shared(one)));
  }

  /** Removes and returns the credential of a setting. */
  Optional<Credential> take(Setting<Optional<Credential>> credential) {
    return Objects.requireNonNull(written.put(credential.name(), Optional.empty()));
  }

  /** The names of those that no login took. */
  List<String> unused() {
    List<String> names = new ArrayList<>();
    written.forEach((name, value) -> value.ifPresent(given -> names.add(name)));
    return names;
  }

  /** The setting that is given; adds a mistake if none or several are. */
  Setting<Optional<Credential>> oneOf(List<Setting<Optional<Credential>>> credentials) {
    List<Setting<Optional<Credential>>> found =
        credentials.stream().filter(this::isWritten).toList();
    if (found.isEmpty()) {
      tell(
          credentials.get(0).name(),
          "missing; %s needs it%s".formatted(method, others(credentials)));
      return credentials.get(0);
    }
    if (found.size() > 1) {
      tell(
          found.get(1).name(),
          "set together with weir.%s; set only one of the two".formatted(found.get(0).name()));
    }
    return found.get(0);
  }

  private boolean isWritten(Setting<Optional<Credential>> credential) {
    return isMistaken(credential)
        || Objects.requireNonNull(written.get(credential.name())).isPresent();
  }

  private static String others(List<Setting<Optional<Credential>>> credentials) {
    return credentials.stream()
        .skip(1)
        .map(other -> "weir." + other.name())
        .collect(Collectors.joining(" or ", ", or ", ""));
  }

  /** Returns {@code value}; adds a mistake if it is missing. */
  <T> Optional<T> need(Setting<Optional<T>> setting, Optional<T> value) {
    if (value.isEmpty() && !isMistaken(setting)) {
      tell(setting.name(), "missing; %s needs it".formatted(method));
    }
    return value;
  }

  /**
   * Whether a mistake was found in this setting; then a message that it is missing would mislead.
   */
  boolean isMistaken(Setting<?> setting) {
    return isMistaken(setting.name());
  }

  boolean isMistaken(String name) {
    return settings.mistakes().found().stream()
        .anyMatch(told -> (told.where() + " ").startsWith("weir." + name + " "));
  }

  void tell(String name, String what) {
    settings.mistakes().add("weir." + name, what);
  }
}

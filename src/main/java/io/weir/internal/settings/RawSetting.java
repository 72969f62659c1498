package io.weir.internal.settings;

import java.util.Optional;

/**
 * The text of a setting.
 *
 * @param where the name of the setting, followed by its place unless that is an init-param: {@code
 *     weir.cluster.port (configuration)}
 * @param text without blanks around it
 */
public record RawSetting(String where, String text) {

  /** The setting with this text; empty if there is no text, or only blanks. */
  static Optional<RawSetting> of(String where, Optional<String> text) {
    return text.map(String::strip)
        .filter(stripped -> !stripped.isEmpty())
        .map(stripped -> new RawSetting(where, stripped));
  }
}

package io.weir.sample.servers;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the build tells about the place of things. */
final class SystemProperty {

  private SystemProperty() {}

  static Path path(String name) {
    return Path.of(required(name)).toAbsolutePath();
  }

  static String required(String name) {
    @Nullable String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "The system property %s is missing; the build sets it".formatted(name));
    }
    return value;
  }
}

package io.weir.secrets.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A place of this machine that is no part of an application. */
public final class ExternalPath {

  private ExternalPath() {}

  /**
   * Reads what an administrator wrote.
   *
   * @throws IllegalArgumentException with a sentence for him
   */
  public static Path of(String text) {
    Path path = path(text);
    for (Path element : path) {
      String name = element.toString();
      if (name.equals("WEB-INF") || name.endsWith(".war") || name.endsWith(".ear")) {
        throw new IllegalArgumentException(
            "\"%s\": inside an application; a place outside of it".formatted(text));
      }
    }
    return path;
  }

  private static Path path(String text) {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Told as the rest.
    }
    throw new IllegalArgumentException("\"%s\": no absolute path".formatted(text));
  }
}

package io.weir.secrets.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A path on this machine that is no part of an application. */
public final class ExternalPath {

  private ExternalPath() {}

  /**
   * Parses an absolute path.
   *
   * @throws IllegalArgumentException if it is not absolute or inside an application; the message is
   *     for the administrator
   */
  public static Path of(String text) {
    Path path = path(text);
    for (Path element : path) {
      String name = element.toString();
      if (name.equals("WEB-INF") || name.endsWith(".war") || name.endsWith(".ear")) {
        throw new IllegalArgumentException(
            "\"%s\": the path is inside an application; choose one outside of it".formatted(text));
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
      // The message is the same as for a relative path.
    }
    throw new IllegalArgumentException("\"%s\": must be an absolute path".formatted(text));
  }
}

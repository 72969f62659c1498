package io.weir.secrets.source;

import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which files may be read as secrets.
 *
 * @param root no file outside of it is read, also through links; empty allows any file
 */
public record FilePolicy(Optional<Path> root, Permissions permissions) {

  /** Any file; open permissions are logged. */
  static final FilePolicy DEFAULT = new FilePolicy(Optional.empty(), Permissions.WARN);

  private static final Setting<Optional<Path>> ROOT =
      Setting.optional("secrets.root", FilePolicy::directory);
  private static final Setting<Permissions> PERMISSIONS =
      Setting.oneOf("secrets.file-permissions", DEFAULT.permissions());

  /** What happens with a file that every user of the machine may read or write. */
  enum Permissions {
    /** It is not read. */
    STRICT,
    /** It is logged once: files of Kubernetes and Docker have these permissions by default. */
    WARN,
    OFF
  }

  /** Reads the settings {@code weir.secrets.root} and {@code weir.secrets.file-permissions}. */
  public static FilePolicy of(Settings settings) {
    return new FilePolicy(settings.shared(ROOT), settings.shared(PERMISSIONS));
  }

  private static Path directory(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute() || !Files.isDirectory(path)) {
      throw new IllegalArgumentException(
          "\"%s\": must be an existing directory, like /run/secrets".formatted(text));
    }
    return path;
  }
}

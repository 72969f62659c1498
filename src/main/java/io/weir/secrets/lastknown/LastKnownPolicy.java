package io.weir.secrets.lastknown;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import io.weir.secrets.refresh.RefreshPolicy;
import io.weir.secrets.refresh.RefreshPolicy.OnStartFailure;
import io.weir.secrets.source.ExternalPath;
import io.weir.secrets.source.SecretFileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * Where this server stores values from Vault, for a start while Vault is down.
 *
 * @param directory outside of any application
 * @param key encrypts the values
 */
public record LastKnownPolicy(Path directory, Secret key) {

  private static final Setting<Optional<Path>> DIRECTORY =
      Setting.optional("secrets.last-known-dir", LastKnownPolicy::directory);
  private static final String KEY = "secrets.last-known-key";

  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  /** Reads the settings and adds mistakes to {@code settings}; empty if they are not given. */
  public static Optional<LastKnownPolicy> of(
      Settings settings, SecretReader secrets, RefreshPolicy refresh, boolean hasVault) {
    int before = settings.mistakes().found().size();
    Optional<Path> directory = settings.shared(DIRECTORY);
    Optional<Secret> key = settings.shared(Setting.optional(KEY, text -> key(text, secrets)));
    boolean isNeeded = hasVault && refresh.onStartFailure() == OnStartFailure.USE_LAST_KNOWN;
    if (settings.mistakes().found().size() == before) {
      if (isNeeded && refresh.maxStale().isZero()) {
        tell(
            settings,
            "secrets.max-stale",
            "must be more than 0, because weir.secrets.on-start-failure = use-last-known uses older values");
      }
      if (directory.isEmpty() && (isNeeded || key.isPresent())) {
        tell(
            settings,
            DIRECTORY.name(),
            "missing; set the directory where this server stores values from Vault, like /var/lib/shop/secrets");
      }
      if (key.isEmpty() && (isNeeded || directory.isPresent())) {
        tell(
            settings,
            KEY,
            "missing; set the key that encrypts the stored values, 32 random bytes in env:NAME or file:/run/secrets/name");
      }
    }
    return directory.flatMap(place -> key.map(secret -> new LastKnownPolicy(place, secret)));
  }

  private static void tell(Settings settings, String name, String what) {
    settings.mistakes().add("weir." + name, what);
  }

  private static Path directory(String text) {
    Path directory = ExternalPath.of(text);
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw new IllegalArgumentException(
          "\"%s\": must be an existing directory that this server may write".formatted(text));
    }
    if (isWritableByOthers(directory)) {
      // They could put an older secret back, or a pipe that blocks the read.
      throw new IllegalArgumentException(
          "\"%s\": other users of this machine may write to it; run chmod go-w".formatted(text));
    }
    return directory;
  }

  private static boolean isWritableByOthers(Path directory) {
    try {
      return SecretFileReader.permissions(directory).stream().anyMatch(OF_OTHERS::contains);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "\"%s\": its permissions cannot be read".formatted(directory), e);
    }
  }

  private static Secret key(String text, SecretReader secrets) {
    if (text.startsWith("vault:")) {
      throw new IllegalArgumentException(
          "%s: the key is needed when Vault is down; use env:NAME or file:/run/secrets/name"
              .formatted(text));
    }
    return secrets.readStrong(text);
  }
}

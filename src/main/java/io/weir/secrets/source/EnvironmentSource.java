package io.weir.secrets.source;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException.FailureScope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in environment variables, {@code DB_PASSWORD}, and in files that variables name, {@code
 * DB_PASSWORD_FILE=/run/secrets/db}. A developer's {@code .env} file replaces variables that are
 * not set.
 */
public final class EnvironmentSource implements SecretSource {

  private static final String FILE = "_FILE";

  private final Map<String, String> environment;
  private final SecretFileReader files;
  private final Optional<Path> dotEnv;

  public EnvironmentSource(
      Map<String, String> environment, SecretFileReader files, Optional<Path> dotEnv) {
    this.environment = Map.copyOf(environment);
    this.files = files;
    this.dotEnv = dotEnv;
  }

  @Override
  public Snapshot read(String name) throws SecretReadException {
    return new Snapshot(Map.of("", secret(name)));
  }

  private Secret secret(String name) throws SecretReadException {
    String value = environment.get(name);
    String file = environment.get(name + FILE);
    // Images declare variables without a value: of the two, an empty one is as if it were not set.
    if (value != null && file != null) {
      if (!value.isEmpty() && !file.isEmpty()) {
        throw unreadable(name, "%s%s is set too; set only one of the two".formatted(name, FILE));
      }
      value = file.isEmpty() ? value : null;
      file = file.isEmpty() ? null : file;
    }
    if (value == null && file == null && dotEnv.isPresent()) {
      value = ofDotEnv(name, dotEnv.get());
    }
    return file == null ? of(name, value) : ofFile(name, file);
  }

  private static Secret of(String name, @Nullable String value) throws SecretReadException {
    if (value == null) {
      throw unreadable(name, "no such environment variable");
    }
    if (value.isEmpty()) {
      throw unreadable(name, "it is empty");
    }
    return Secret.of(value.getBytes(StandardCharsets.UTF_8));
  }

  private Secret ofFile(String name, String path) throws SecretReadException {
    if (!path.startsWith("/")) {
      // The message does not repeat the value: it may be the secret, in the wrong variable.
      throw unreadable(name, "%s%s is not an absolute path".formatted(name, FILE));
    }
    try {
      return files.read(path, files.locate(path));
    } catch (SecretReadException e) {
      throw unreadable(name, "%s%s is %s: %s".formatted(name, FILE, e.path(), e.hint()));
    }
  }

  private @Nullable String ofDotEnv(String name, Path path) throws SecretReadException {
    try {
      Secret text = files.read(path.toString(), files.locate(path.toString()));
      return DotEnv.of(text.text().orElseThrow(() -> notUtf8(path))).get(name);
    } catch (SecretReadException e) {
      throw unreadable(name, "weir.secrets.dotenv is %s: %s".formatted(e.path(), e.hint()));
    } catch (IllegalArgumentException e) {
      throw unreadable(name, "weir.secrets.dotenv is %s: %s".formatted(path, e.getMessage()));
    }
  }

  private static SecretReadException notUtf8(Path path) {
    return SecretFileReader.unreadable(path.toString(), "it is not UTF-8 text");
  }

  private static SecretReadException unreadable(String name, String hint) {
    return new SecretReadException("env", name, hint, FailureScope.PATH);
  }
}

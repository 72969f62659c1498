package io.weir.secrets.source;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.secret.SecretReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Reads secrets of this machine, in environment variables and files, each time anew. Credentials
 * for Vault are among them.
 */
public final class MachineSecrets implements SecretReader {

  private final Map<String, SecretSource> sources;
  private final boolean allowInClear;

  /**
   * Creates a reader; reads nothing yet.
   *
   * @param dotEnv a developer's file that replaces variables that are not set
   * @param allowInClear whether a text that is no reference is the secret itself
   */
  public MachineSecrets(FilePolicy policy, Optional<Path> dotEnv, boolean allowInClear) {
    SecretFileReader files = new SecretFileReader(policy);
    this.sources =
        Map.of(
            "env", new EnvironmentSource(System.getenv(), files, dotEnv),
            "file", new FileSource(files));
    this.allowInClear = allowInClear;
  }

  /** The sources of this machine by the names that references start with. */
  public Map<String, SecretSource> sources() {
    return sources;
  }

  /** Whether a text that is no reference is the secret itself. */
  public boolean allowsInClear() {
    return allowInClear;
  }

  @Override
  public Secret read(String text) {
    if (allowInClear && !SecretReference.isReference(text)) {
      return Secret.of(text);
    }
    SecretReference reference = SecretReference.parse(text);
    SecretSource source = sources.get(reference.source());
    if (source == null) {
      throw new IllegalArgumentException(noVault(reference));
    }
    try {
      Secret secret = source.read(reference.path()).values().get(reference.key());
      if (secret == null) {
        throw new IllegalArgumentException("%s: no such file".formatted(reference));
      }
      return secret;
    } catch (SecretReadException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** What to tell the administrator about a reference to Vault where none is configured. */
  public static String noVault(SecretReference reference) {
    return "%s: no Vault is configured; set weir.vault.address, like https://vault.example.com:8200"
        .formatted(reference);
  }
}

package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unwraps wrapping tokens. Vault unwraps each of them once, so the content is kept; if the first
 * attempt fails, somebody else has unwrapped it.
 */
final class TokenUnwrapper {

  private record Unwrapped(Secret wrappingToken, Secret content) {}

  private final VaultHttpClient http;
  private @Nullable Unwrapped last;

  TokenUnwrapper(VaultHttpClient http) {
    this.http = http;
  }

  /**
   * The content of a wrapping token.
   *
   * @param creationPath the path that must have created it starts so
   * @param object {@code data} or {@code auth}
   * @param field the field of that object
   */
  Secret unwrap(Secret wrappingToken, String creationPath, String object, String field)
      throws SecretReadException {
    Unwrapped before = last;
    if (before != null && before.wrappingToken.equals(wrappingToken)) {
      return before.content;
    }
    checkOrigin(wrappingToken, creationPath);
    VaultResponse response = http.post("sys/wrapping/unwrap", wrappingToken, Map.of());
    if (!response.isSuccess()) {
      throw VaultFailures.ofWrapping(response);
    }
    Secret content =
        response
            .object(object)
            .secret(field)
            .orElseThrow(() -> VaultFailures.ofForeignWrapping(creationPath));
    last = new Unwrapped(wrappingToken, content);
    return content;
  }

  private void checkOrigin(Secret wrappingToken, String creationPath) throws SecretReadException {
    VaultResponse response =
        http.login("sys/wrapping/lookup", Map.of("token", VaultHttpClient.text(wrappingToken)));
    if (!response.isSuccess()) {
      throw VaultFailures.ofWrapping(response);
    }
    if (response
        .object("data")
        .text("creation_path")
        .filter(path -> isCreatedBy(creationPath, path))
        .isEmpty()) {
      throw VaultFailures.ofForeignWrapping(creationPath);
    }
  }

  /** Compares the start of the path only: a secret may have a name that contains a login's path. */
  private boolean isCreatedBy(String creationPath, String path) {
    return path.startsWith(creationPath)
        || http.namespace().filter(name -> path.startsWith(name + "/" + creationPath)).isPresent();
  }
}

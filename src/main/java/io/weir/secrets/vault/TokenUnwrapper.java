package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens wrapping tokens. Each opens once, so what was in it is kept; a second time means that
 * somebody else opened it first.
 */
final class TokenUnwrapper {

  private record Opened(Secret wrapping, Secret inside) {}

  private final VaultHttpClient wire;
  private @Nullable Opened last;

  TokenUnwrapper(VaultHttpClient wire) {
    this.wire = wire;
  }

  /**
   * What is in a wrapping token.
   *
   * @param madeBy how the path begins by which it must have been made
   * @param object {@code data} or {@code auth}
   * @param field of that object
   */
  Secret open(Secret wrapping, String madeBy, String object, String field)
      throws SecretReadException {
    Opened before = last;
    if (before != null && before.wrapping.equals(wrapping)) {
      return before.inside;
    }
    checkOrigin(wrapping, madeBy);
    VaultResponse answer =
        wire.post("sys/wrapping/unwrap", Optional.of(wrapping), JsonValue.EMPTY_JSON_OBJECT);
    if (!answer.isGood()) {
      throw VaultFailures.ofWrapping(answer);
    }
    Secret inside =
        VaultResponse.secret(answer.object(object), field)
            .orElseThrow(() -> VaultFailures.ofForeignWrapping(madeBy));
    last = new Opened(wrapping, inside);
    return inside;
  }

  private void checkOrigin(Secret wrapping, String madeBy) throws SecretReadException {
    JsonObject token = wire.object().add("token", VaultHttpClient.text(wrapping)).build();
    VaultResponse answer = wire.post("sys/wrapping/lookup", Optional.empty(), token);
    if (!answer.isGood()) {
      throw VaultFailures.ofWrapping(answer);
    }
    if (VaultResponse.text(answer.object("data"), "creation_path")
        .filter(path -> isMadeBy(madeBy, path))
        .isEmpty()) {
      throw VaultFailures.ofForeignWrapping(madeBy);
    }
  }

  /** Not merely within it: whoever writes secrets may name one of his like the path of a login. */
  private boolean isMadeBy(String madeBy, String path) {
    return path.startsWith(madeBy)
        || wire.namespace().filter(name -> path.startsWith(name + "/" + madeBy)).isPresent();
  }
}

package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.Snapshot;
import io.weir.secrets.vault.KvEngine.Version;
import java.util.HashMap;
import java.util.Map;

/**
 * A response about key/value secrets.
 *
 * @param requestPath the path as a policy of Vault names it
 * @param version of the engine that answered
 */
record KvResponse(VaultResponse response, String requestPath, Version version) {

  int status() {
    return response.status();
  }

  /** The secrets in a successful response to a read of {@code path}. */
  Snapshot snapshot(String path) throws SecretReadException {
    if (status() != 200) {
      throw VaultFailures.ofRead(path, this);
    }
    if (response.body().text("lease_id").isPresent()) {
      throw VaultFailures.unfit(
          path, "this is not a key/value secret; each read creates a new one");
    }
    JsonObject data =
        response.body().find("data").orElseThrow(() -> VaultFailures.ofAny(path, response));
    if (version == Version.V1) {
      return new Snapshot(values(data));
    }
    return new Snapshot(
        values(data.find("data").orElseThrow(() -> VaultFailures.ofAny(path, response))));
  }

  /** Text as it is, numbers and booleans as they are written, the rest as JSON; null is absent. */
  private static Map<String, Secret> values(JsonObject data) {
    Map<String, Secret> values = new HashMap<>();
    data.fields()
        .forEach(
            (key, value) -> {
              if (value != null) {
                String text = value instanceof String string ? string : JsonObject.write(value);
                values.put(key, Secret.of(text));
              }
            });
    return values;
  }
}

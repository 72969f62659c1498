package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.Snapshot;
import io.weir.secrets.vault.KvEngine.Version;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer about key/value secrets, and what was asked for.
 *
 * @param asked the path as a policy of Vault names it
 * @param version of the engine that answered
 */
record KvResponse(VaultResponse answer, String asked, Version version) {

  /** What it holds; a good one, of a path. */
  Snapshot snapshot(String path) throws SecretReadException {
    if (answer.status() != 200) {
      throw VaultFailures.ofRead(path, this);
    }
    if (VaultResponse.text(answer.body(), "lease_id").isPresent()) {
      throw VaultFailures.unfit(path, "this is no key/value secret: each read makes a new one");
    }
    if (!(answer.body().get("data") instanceof JsonObject data)) {
      throw VaultFailures.ofAny(path, answer);
    }
    if (version == Version.V1) {
      return new Snapshot(values(data), "");
    }
    if (!(data.get("data") instanceof JsonObject values)) {
      throw VaultFailures.ofAny(path, answer);
    }
    JsonObject metadata = VaultResponse.object(data, "metadata");
    return new Snapshot(values(values), String.valueOf(metadata.get("version")));
  }

  private static Map<String, Secret> values(JsonObject data) {
    Map<String, Secret> values = new HashMap<>();
    data.forEach((key, value) -> text(value).ifPresent(text -> values.put(key, Secret.of(text))));
    return values;
  }

  /**
   * Text as it is, numbers and truth values as they are written, the rest as JSON, null as none.
   */
  private static Optional<String> text(JsonValue value) {
    return switch (value.getValueType()) {
      case STRING -> Optional.of(((JsonString) value).getString());
      case NULL -> Optional.empty();
      default -> Optional.of(value.toString());
    };
  }
}

package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What Vault answered. Its words are never matched, they differ between versions and from
 * OpenBao's: only the status and the shape.
 *
 * @param body empty where there was none or it was no JSON object
 */
record VaultResponse(int status, JsonObject body) {

  boolean isGood() {
    return status == 200 || status == 204;
  }

  /** An object below this one; empty if it is not there, or null. */
  static JsonObject object(JsonObject parent, String name) {
    return parent.get(name) instanceof JsonObject child ? child : JsonValue.EMPTY_JSON_OBJECT;
  }

  JsonObject object(String name) {
    return object(body, name);
  }

  /** Whether an array is there and not empty: {@code errors}, {@code warnings}. */
  boolean has(String array) {
    return body.get(array) instanceof JsonArray found && !found.isEmpty();
  }

  /** A text of an object; nothing if it is not there or empty. */
  static Optional<String> text(JsonObject parent, String name) {
    return parent.get(name) instanceof JsonString found && !found.getString().isEmpty()
        ? Optional.of(found.getString())
        : Optional.empty();
  }

  /** The same, as a secret. */
  static Optional<Secret> secret(JsonObject parent, String name) {
    return text(parent, name).map(found -> Secret.of(found.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A length of time in seconds; zero, which is without end, also where it is none: what Vault then
   * refuses tells the end.
   */
  static Duration seconds(JsonObject parent, String name) {
    return parent.get(name) instanceof JsonNumber found
        ? Duration.ofSeconds((long) Math.max(0, Math.min(found.doubleValue(), Integer.MAX_VALUE)))
        : Duration.ZERO;
  }

  /** The body may hold anything. */
  @Override
  public String toString() {
    return "HTTP status " + status;
  }
}

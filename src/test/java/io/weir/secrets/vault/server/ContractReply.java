package io.weir.secrets.vault.server;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the {@link ContractVault} answers; without a body it is a 204. */
public record ContractReply(int status, Optional<JsonObject> body) {

  static ContractReply none() {
    return new ContractReply(204, Optional.empty());
  }

  static ContractReply bare(int status, JsonObject body) {
    return new ContractReply(status, Optional.of(body));
  }

  static ContractReply error(int status, String... errors) {
    return bare(
        status,
        Json.createObjectBuilder().add("errors", Json.createArrayBuilder(List.of(errors))).build());
  }

  static ContractReply data(JsonObject data) {
    return envelope(200, "data", data, 0, List.of());
  }

  static ContractReply lease(JsonObject data, int seconds) {
    return envelope(200, "data", data, seconds, List.of());
  }

  static ContractReply auth(JsonObject auth, List<String> warnings) {
    return envelope(200, "auth", auth, 0, warnings);
  }

  /** What every good answer looks like; one of three fields is filled. */
  static ContractReply envelope(
      int status, String field, JsonValue value, int lease, List<String> warnings) {
    JsonObjectBuilder body =
        Json.createObjectBuilder()
            .add("request_id", field.equals("wrap_info") ? "" : UUID.randomUUID().toString())
            .add("lease_id", "")
            .add("renewable", false)
            .add("lease_duration", lease)
            .add("data", field.equals("data") ? value : JsonValue.NULL)
            .add("wrap_info", field.equals("wrap_info") ? value : JsonValue.NULL)
            .add(
                "warnings",
                warnings.isEmpty() ? JsonValue.NULL : Json.createArrayBuilder(warnings).build())
            .add("auth", field.equals("auth") ? value : JsonValue.NULL);
    return bare(status, body.build());
  }
}

package io.weir.secrets.vault.server;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key/value engine of the {@link ContractVault}. */
final class ContractMount {

  private static final String WARNING =
      "Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use. If using the Vault CLI, use 'vault kv get' for this operation.";

  /** One version of a secret. */
  private static final class Stored {
    final JsonObject data;
    final String created;
    String deleted = "";

    Stored(JsonObject data, Instant now) {
      this.data = data;
      this.created = now.toString();
    }
  }

  final String name;
  final int version;
  final String type;
  private final Map<String, List<Stored>> secrets = new TreeMap<>();

  ContractMount(String name, String type, int version) {
    this.name = name;
    this.type = type;
    this.version = version;
  }

  JsonObject look() {
    return Json.createObjectBuilder()
        .add("accessor", "kv_" + ContractToken.random(8))
        .add(
            "config",
            Json.createObjectBuilder()
                .add("default_lease_ttl", 0)
                .add("force_no_cache", false)
                .add("max_lease_ttl", 0))
        .add("description", "key/value secret storage")
        .add("external_entropy_access", false)
        .add("local", false)
        .add(
            "options",
            version == 2 ? Json.createObjectBuilder().add("version", "2").build() : JsonValue.NULL)
        .add("path", name + "/")
        .add("seal_wrap", false)
        .add("type", type)
        .add("uuid", UUID.randomUUID().toString())
        .build();
  }

  ContractReply answer(
      String method, String rest, Map<String, String> query, JsonObject body, Instant now) {
    if (version == 1) {
      return first(method, rest, body, now);
    }
    int slash = rest.indexOf('/');
    String area = slash < 0 ? "" : rest.substring(0, slash);
    String path = rest.substring(slash + 1);
    return switch (area) {
      case "data" ->
          switch (method) {
            case "GET" -> read(path, query);
            case "DELETE" -> delete(path, now);
            default -> write(path, body, now);
          };
      case "metadata" -> method.equals("DELETE") ? forget(path) : metadata(path);
      case "undelete" -> undelete(path, body);
      default -> ContractReply.envelope(404, "none", JsonValue.NULL, 0, List.of(WARNING));
    };
  }

  private ContractReply first(String method, String path, JsonObject body, Instant now) {
    switch (method) {
      case "GET" -> {
        List<Stored> stored = secrets.get(path);
        return stored == null
            ? ContractReply.error(404)
            : ContractReply.lease(stored.get(0).data, 2_764_800);
      }
      case "DELETE" -> secrets.remove(path);
      default -> secrets.put(path, new ArrayList<>(List.of(new Stored(body, now))));
    }
    return ContractReply.none();
  }

  private ContractReply read(String path, Map<String, String> query) {
    List<Stored> stored = secrets.getOrDefault(path, List.of());
    int number = Integer.parseInt(query.getOrDefault("version", String.valueOf(stored.size())));
    if (number < 1 || number > stored.size()) {
      return ContractReply.error(404);
    }
    Stored found = stored.get(number - 1);
    boolean isDeleted = !found.deleted.isEmpty();
    return ContractReply.envelope(
        isDeleted ? 404 : 200,
        "data",
        Json.createObjectBuilder()
            .add("data", isDeleted ? JsonValue.NULL : found.data)
            .add("metadata", told(found).add("version", number))
            .build(),
        0,
        List.of());
  }

  private static JsonObjectBuilder told(Stored stored) {
    return Json.createObjectBuilder()
        .add("created_time", stored.created)
        .add("deletion_time", stored.deleted)
        .add("destroyed", false);
  }

  private ContractReply write(String path, JsonObject body, Instant now) {
    List<Stored> stored = secrets.computeIfAbsent(path, none -> new ArrayList<>());
    stored.add(new Stored(body.getJsonObject("data"), now));
    return ContractReply.data(
        told(stored.get(stored.size() - 1)).add("version", stored.size()).build());
  }

  private ContractReply delete(String path, Instant now) {
    @Nullable List<Stored> stored = secrets.get(path);
    if (stored != null) {
      stored.get(stored.size() - 1).deleted = now.toString();
    }
    return ContractReply.none();
  }

  private ContractReply forget(String path) {
    secrets.remove(path);
    return ContractReply.none();
  }

  private ContractReply undelete(String path, JsonObject body) {
    JsonArray versions = body.getJsonArray("versions");
    for (JsonNumber number : versions.getValuesAs(JsonNumber.class)) {
      secrets.getOrDefault(path, List.of()).get(number.intValue() - 1).deleted = "";
    }
    return ContractReply.none();
  }

  private ContractReply metadata(String path) {
    List<Stored> stored = secrets.get(path);
    if (stored == null) {
      return ContractReply.error(404);
    }
    JsonObjectBuilder versions = Json.createObjectBuilder();
    for (int i = 0; i < stored.size(); i++) {
      versions.add(String.valueOf(i + 1), told(stored.get(i)));
    }
    return ContractReply.data(
        Json.createObjectBuilder()
            .add("cas_required", false)
            .add("created_time", stored.get(0).created)
            .add("current_version", stored.size())
            .add("delete_version_after", "0s")
            .add("max_versions", 0)
            .add("oldest_version", 0)
            .add("updated_time", stored.get(stored.size() - 1).created)
            .add("versions", versions)
            .build());
  }
}

package io.weir.secrets.vault.server;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A token of the {@link ContractVault}; a life of zero is without end. */
public final class ContractToken {

  final String id;
  final String accessor;
  final List<String> policies;
  final Map<String, String> meta;
  final String path;
  final String type;
  final boolean isOrphan;
  final Instant issued;
  final Duration ttl;
  final Optional<Instant> end;
  int uses;
  Instant expires;

  ContractToken(
      String prefix,
      String type,
      List<String> policies,
      Map<String, String> meta,
      String path,
      Duration ttl,
      Duration maxTtl,
      int uses,
      boolean isOrphan,
      Instant now) {
    this.type = type;
    this.id = (type.equals("batch") ? "b." : "s.") + prefix + random(24);
    this.accessor = type.equals("batch") ? "" : random(24);
    this.policies = List.copyOf(policies);
    this.meta = Map.copyOf(meta);
    this.path = path;
    this.ttl = ttl;
    this.uses = uses;
    this.isOrphan = isOrphan;
    this.issued = now;
    this.end = maxTtl.isZero() ? Optional.empty() : Optional.of(now.plus(maxTtl));
    this.expires = ttl.isZero() ? Instant.MAX : now.plus(ttl);
  }

  public static String random(int length) {
    return UUID.randomUUID().toString().replace("-", "").substring(0, length);
  }

  boolean isRenewable() {
    return type.equals("service") && !ttl.isZero();
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(expires);
  }

  long secondsLeft(Instant now) {
    return ttl.isZero() ? 0 : Duration.between(now, expires).toSeconds();
  }

  /** Renews it, and says so if it got less than it asked for. */
  Optional<String> renew(Instant now) {
    expires = now.plus(ttl);
    if (end.isPresent() && end.get().isBefore(expires)) {
      expires = end.get();
      return Optional.of(
          "TTL of \"%ds\" exceeded the effective max_ttl of \"%ds\"; TTL value is capped accordingly"
              .formatted(
                  ttl.toSeconds(), Math.round(Duration.between(now, expires).toMillis() / 1000.0)));
    }
    return Optional.empty();
  }

  JsonObject auth(Instant now) {
    return Json.createObjectBuilder()
        .add("client_token", id)
        .add("accessor", accessor)
        .add("policies", Json.createArrayBuilder(policies))
        .add("token_policies", Json.createArrayBuilder(policies))
        .add("metadata", meta.isEmpty() ? JsonValue.NULL : object(meta))
        .add(
            "lease_duration",
            ttl.isZero() ? 0 : Math.round(Duration.between(now, expires).toMillis() / 1000.0))
        .add("renewable", isRenewable())
        .add("entity_id", entity())
        .add("token_type", type)
        .add("orphan", isOrphan)
        .build();
  }

  private String entity() {
    return path.startsWith("auth/token/")
        ? ""
        : UUID.nameUUIDFromBytes(path.getBytes(java.nio.charset.StandardCharsets.UTF_8)).toString();
  }

  JsonObject look(Instant now) {
    JsonObjectBuilder told =
        Json.createObjectBuilder()
            .add("accessor", accessor)
            .add("creation_time", issued.getEpochSecond())
            .add("creation_ttl", ttl.toSeconds())
            .add("display_name", path.replaceAll("^auth/([^/]+)/.*", "$1"))
            .add("entity_id", entity());
    if (ttl.isZero()) {
      told.addNull("expire_time");
    } else {
      told.add("expire_time", expires.toString());
    }
    return told.add("explicit_max_ttl", 0)
        .add("id", id)
        .add("issue_time", issued.toString())
        .add("meta", meta.isEmpty() ? JsonValue.NULL : object(meta))
        .add("num_uses", uses)
        .add("orphan", isOrphan)
        .add("path", path)
        .add("policies", Json.createArrayBuilder(policies))
        .add("renewable", isRenewable())
        .add("ttl", secondsLeft(now))
        .add("type", type)
        .build();
  }

  private static JsonObject object(Map<String, String> texts) {
    JsonObjectBuilder object = Json.createObjectBuilder();
    texts.forEach(object::add);
    return object.build();
  }
}

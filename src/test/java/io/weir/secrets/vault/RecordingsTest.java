package io.weir.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.secrets.ManualClock;
import io.weir.secrets.vault.server.ContractVault;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The contract server answers as the Vault did that was recorded: all exchanges, in their order.
 */
class RecordingsTest {

  private static final String ROLE = "0f046b10-2746-724b-41cb-f37dafcc8a49";
  private static final String LOGIN = "login";

  /** Fields that are another in each run; of them only the type is compared. */
  private static final Set<String> RANDOM =
      Set.of(
          "request_id",
          "client_token",
          "accessor",
          "token",
          "secret_id",
          "secret_id_accessor",
          "entity_id",
          "uuid",
          "id",
          "cluster_id",
          "cluster_name",
          "creation_time",
          "issue_time",
          "expire_time",
          "created_time",
          "updated_time",
          "deletion_time",
          "server_time_utc");

  /**
   * Who asks, where it is not the token of the role; what is not here comes from an administrator.
   */
  private static final Set<String> OF_THE_ROLE =
      Set.of(
          "kv2-read",
          "kv2-read-version1",
          "kv2-read-version99",
          "kv2-missing-allowed",
          "kv2-denied",
          "no-such-mount-lowpriv",
          "auth-bearer",
          "lookup-self",
          "renew-self",
          "renew-self-2",
          "kv2-read-expired-token");

  private final ManualClock clock = new ManualClock();
  private final Map<String, String> here = new HashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();

  static JsonArray recorded() throws IOException {
    try (InputStream file = RecordingsTest.class.getResourceAsStream("/vault-1.8.0-dev.json");
        JsonReader reader = Json.createReader(file)) {
      return reader.readArray();
    }
  }

  @Test
  void every_recorded_exchange_is_answered_alike() throws Exception {
    try (ContractVault vault = ContractVault.open(clock)) {
      prepare(vault);
      List<String> differences = new ArrayList<>();
      for (JsonObject exchange : recorded().getValuesAs(JsonObject.class)) {
        clock.by(pauseBefore(exchange.getString("name")));
        HttpResponse<byte[]> answer = replay(vault, exchange);
        compare(exchange, answer, differences);
      }

      assertThat(recorded()).hasSize(55);
      assertThat(differences).isEmpty();
    }
  }

  /** What was in the recorded Vault before. */
  private static void prepare(ContractVault vault) throws Exception {
    VaultFixture lab = VaultFixture.of(vault);
    lab.admin(
        "POST",
        "sys/mounts/secret",
        VaultFixture.json("type", "kv").add("options", VaultFixture.json("version", "2")));
    lab.admin("POST", "sys/mounts/kv1", VaultFixture.json("type", "kv"));
    lab.admin("POST", "sys/auth/approle", VaultFixture.json("type", "approle"));
    lab.admin("POST", "sys/auth/userpass", VaultFixture.json("type", "userpass"));
    lab.admin(
        "PUT",
        "sys/policies/acl/app",
        VaultFixture.json("policy", "path \"secret/data/app/*\" { capabilities = [\"read\"] }"));
    lab.admin(
        "POST",
        "auth/approle/role/app",
        VaultFixture.json("token_policies", "app")
            .add("token_ttl", "20s")
            .add("token_max_ttl", "60s"));
    vault.model().role("approle", "app", ROLE, "none");
    lab.admin(
        "POST",
        "secret/data/app/db",
        Json.createObjectBuilder()
            .add(
                "data",
                VaultFixture.json("nested", "{}")
                    .add("password", "p\"ä\\n1")
                    .add("username", "u1")));
    lab.admin("POST", "kv1/a", VaultFixture.json("b", "c"));
  }

  private static Duration pauseBefore(String name) {
    return switch (name) {
      // The seconds that passed between the recorded renewals.
      case "renew-self-late-0" -> Duration.ofSeconds(17);
      case "renew-self-late-1",
          "renew-self-late-2",
          "renew-self-late-3",
          "renew-self-late-4",
          "renew-self-late-5",
          "renew-self-late-6" ->
          Duration.ofSeconds(8);
      default -> Duration.ofMillis(1);
    };
  }

  private HttpResponse<byte[]> replay(ContractVault vault, JsonObject exchange) throws Exception {
    String name = exchange.getString("name");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(vault.address().resolve("/v1/" + exchange.getString("path")))
            .method(
                exchange.getString("method"),
                exchange.isNull("request")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(
                        mapped(exchange.getJsonObject("request").toString())));
    for (JsonString header : exchange.getJsonArray("headers").getValuesAs(JsonString.class)) {
      switch (header.getString()) {
        case "X-Vault-Token" -> request.header("X-Vault-Token", tokenOf(name));
        case "Authorization" -> request.header("Authorization", "Bearer " + tokenOf(name));
        case "X-Vault-Wrap-TTL" -> request.header("X-Vault-Wrap-TTL", "60s");
        case "X-Vault-Namespace" -> request.header("X-Vault-Namespace", "team");
        default -> request.header(header.getString(), "true");
      }
    }
    HttpResponse<byte[]> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    remember(name, exchange, ContractVault.parse(answer.body()));
    return answer;
  }

  private String tokenOf(String name) {
    if (name.equals("bad-token")) {
      return "s.nobody";
    }
    String who =
        OF_THE_ROLE.contains(name) || name.startsWith("renew-self-late")
            ? LOGIN
            : name.startsWith("num-uses-") && !name.equals("num-uses-token")
                ? "num-uses-token"
                : name.startsWith("wrapping-unwrap") ? "approle-secret-id-wrapped" : "";
    return here.getOrDefault(who, ContractVault.ROOT);
  }

  private String mapped(String body) {
    String mapped = body;
    for (Map.Entry<String, String> one : here.entrySet()) {
      mapped = mapped.replace(one.getKey(), one.getValue());
    }
    return mapped;
  }

  /** Tokens and secret ids are others here: later requests bring these in place of the recorded. */
  private void remember(String name, JsonObject exchange, JsonObject answer) {
    if (!(exchange.get("response") instanceof JsonObject recorded)) {
      return;
    }
    text(answer, "auth", "client_token")
        .ifPresent(token -> here.putIfAbsent(name.equals("approle-login") ? LOGIN : name, token));
    text(answer, "wrap_info", "token")
        .ifPresent(
            token -> {
              here.put(name, token);
              here.put(recorded.getJsonObject("wrap_info").getString("token"), token);
            });
    text(answer, "data", "secret_id")
        .ifPresent(id -> here.put(recorded.getJsonObject("data").getString("secret_id"), id));
  }

  private static void compare(
      JsonObject exchange, HttpResponse<byte[]> answer, List<String> differences) {
    String name = exchange.getString("name");
    if (answer.statusCode() != exchange.getInt("status")) {
      differences.add(
          "%s: status %d, not %d".formatted(name, answer.statusCode(), exchange.getInt("status")));
    }
    exchange
        .getJsonObject("respHeaders")
        .forEach(
            (header, value) -> {
              String got = answer.headers().firstValue(header).orElse("none");
              if (!got.equals(((JsonString) value).getString())) {
                differences.add("%s: %s is %s".formatted(name, header, got));
              }
            });
    if (exchange.isNull("response")) {
      if (answer.body().length > 0) {
        differences.add(name + ": a body");
      }
      return;
    }
    compare(
        name,
        "",
        exchange.getJsonObject("response"),
        ContractVault.parse(answer.body()),
        differences);
  }

  private static void compare(
      String at, String field, JsonValue recorded, JsonValue here, List<String> differences) {
    boolean isSameType =
        type(recorded).equals(type(here)) || (RANDOM.contains(field) && isText(recorded, here));
    if (!isSameType) {
      differences.add("%s: %s, not %s".formatted(at, type(here), type(recorded)));
    } else if (recorded instanceof JsonObject object) {
      if (!object.keySet().equals(here.asJsonObject().keySet())) {
        differences.add(
            "%s: fields %s, not %s".formatted(at, here.asJsonObject().keySet(), object.keySet()));
        return;
      }
      object.forEach(
          (key, value) ->
              compare(
                  at + "." + key,
                  key,
                  value,
                  here.asJsonObject().getValue("/" + key),
                  differences));
    } else if (!RANDOM.contains(field) && !recorded.equals(here)) {
      differences.add("%s: %s, not %s".formatted(at, here, recorded));
    }
  }

  private static boolean isText(JsonValue recorded, JsonValue here) {
    return recorded instanceof JsonString && here instanceof JsonString;
  }

  /** Of a text, also whether there is any. */
  private static String type(JsonValue value) {
    return switch (value.getValueType()) {
      case TRUE, FALSE -> "truth";
      case STRING -> ((JsonString) value).getString().isEmpty() ? "empty text" : "text";
      default -> value.getValueType().toString();
    };
  }

  private static Optional<String> text(JsonObject answer, String object, String field) {
    return answer.get(object) instanceof JsonObject found
            && found.get(field) instanceof JsonString text
            && !text.getString().isEmpty()
        ? Optional.of(text.getString())
        : Optional.empty();
  }
}

package io.weir.secrets;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * A Vault with an administrator: the real one of {@code VAULT_ADDR} and {@code VAULT_TOKEN} under
 * profile {@code vault-real}, else the contract server. What a test makes in it has names of its
 * own and is taken away at the end.
 */
final class VaultLab implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final URI address;
  private final String root;
  private final Optional<ContractVault> contract;
  private final String suffix = ContractToken.random(8);
  private final Deque<String> made = new ArrayDeque<>();

  private VaultLab(URI address, String root, Optional<ContractVault> contract) {
    this.address = address;
    this.root = root;
    this.contract = contract;
  }

  /** The one that this run is about. */
  static VaultLab open(Turned clock) throws IOException {
    String real = System.getProperty("vault.real", "");
    if (real.startsWith("$")) {
      throw new IllegalStateException("VAULT_ADDR and VAULT_TOKEN say which Vault");
    }
    return real.isEmpty()
        ? of(ContractVault.open(clock))
        : new VaultLab(URI.create(real), System.getenv("VAULT_TOKEN"), Optional.empty());
  }

  static VaultLab of(ContractVault contract) {
    return new VaultLab(contract.address(), ContractVault.ROOT, Optional.of(contract));
  }

  static JsonObjectBuilder json(String name, String value) {
    return Json.createObjectBuilder().add(name, value);
  }

  static JsonObjectBuilder json(String name, JsonObjectBuilder value) {
    return Json.createObjectBuilder().add(name, value);
  }

  URI address() {
    return address;
  }

  String root() {
    return root;
  }

  /** A mount with a name of its own. */
  String mount(int version) throws IOException {
    String name = "weir-kv%d-%s".formatted(version, suffix);
    admin(
        "POST",
        "sys/mounts/" + name,
        json("type", "kv").add("options", json("version", String.valueOf(version))));
    made.push("sys/mounts/" + name);
    // A real one prepares version 2 in the background, and answers 400 until that is done.
    while (contract.isEmpty() && version == 2 && !isReady(name)) {
      Thread.onSpinWait();
    }
    return name;
  }

  private boolean isReady(String mount) throws IOException {
    HttpRequest config =
        HttpRequest.newBuilder(address.resolve("/v1/%s/config".formatted(mount)))
            .header("X-Vault-Token", root)
            .build();
    return send(config).statusCode() != 400;
  }

  /** A login method with a name of its own. */
  String login(String type) throws IOException {
    String name = "weir-%s-%s".formatted(type, suffix);
    admin("POST", "sys/auth/" + name, json("type", type));
    made.push("sys/auth/" + name);
    return name;
  }

  /** A policy that lets read below these paths. */
  String policy(String... paths) throws IOException {
    String name = "weir-" + suffix;
    StringBuilder rules = new StringBuilder();
    for (String path : paths) {
      rules.append("path \"%s\" { capabilities = [\"read\"] }\n".formatted(path));
    }
    admin("PUT", "sys/policies/acl/" + name, json("policy", rules.toString()));
    made.push("sys/policies/acl/" + name);
    return name;
  }

  /** Writes a secret of a KV mount of version 2. */
  void put(String mount, String path, Map<String, String> values) throws IOException {
    JsonObjectBuilder data = Json.createObjectBuilder();
    values.forEach(data::add);
    admin("POST", mount + "/data/" + path, json("data", data));
  }

  /** The wrapping token of what an administrator is answered. */
  String wrapped(String path, JsonObjectBuilder body) throws IOException {
    JsonObject answer = call("POST", path, Optional.of(body), Optional.of("60s"));
    return answer.getJsonObject("wrap_info").getString("token");
  }

  JsonObject admin(String method, String path, JsonObjectBuilder body) throws IOException {
    return call(method, path, Optional.of(body), Optional.empty());
  }

  JsonObject admin(String method, String path) throws IOException {
    return call(method, path, Optional.empty(), Optional.empty());
  }

  private JsonObject call(
      String method, String path, Optional<JsonObjectBuilder> body, Optional<String> wrapFor)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.resolve("/v1/" + path))
            .header("X-Vault-Token", root)
            .method(
                method,
                body.map(one -> HttpRequest.BodyPublishers.ofString(one.build().toString()))
                    .orElseGet(HttpRequest.BodyPublishers::noBody));
    wrapFor.ifPresent(time -> request.header("X-Vault-Wrap-TTL", time));
    HttpResponse<byte[]> answer = send(request.build());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("%s %s: %d".formatted(method, path, answer.statusCode()));
    }
    return ContractVault.parse(answer.body());
  }

  private static HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  static String text(JsonObject answer, String object, String field) {
    return answer.getJsonObject(object).getString(field);
  }

  @Override
  public void close() throws IOException {
    while (!made.isEmpty()) {
      admin("DELETE", made.pop());
    }
    contract.ifPresent(ContractVault::close);
  }
}

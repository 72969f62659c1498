package io.weir.secrets.vault;

import io.weir.internal.secret.SecretReader;
import io.weir.secrets.ManualClock;
import io.weir.secrets.vault.server.ContractToken;
import io.weir.secrets.vault.server.ContractVault;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * A Vault with an administrator: the real one of {@code VAULT_ADDR}, {@code VAULT_TOKEN} and, with
 * an authority of its own, {@code VAULT_CACERT} under profile {@code vault-real}, else the contract
 * server. What a test makes in it has names of its own and is taken away at the end.
 */
public final class VaultFixture implements AutoCloseable {

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

  /** Vault prepares a mount in less than a second. */
  private static final Duration LONGEST_PREPARATION = Duration.ofSeconds(30);

  private final URI address;
  private final String root;
  private final Optional<Path> authority;
  private final Optional<ContractVault> contract;
  private final HttpClient client;
  private final String suffix = ContractToken.random(8);
  private final Deque<String> made = new ArrayDeque<>();

  private VaultFixture(
      URI address, String root, Optional<Path> authority, Optional<ContractVault> contract)
      throws IOException {
    this.address = address;
    this.root = root;
    this.authority = authority;
    this.contract = contract;
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(LONGEST_ANSWER);
    if (authority.isPresent()) {
      VaultTls tls =
          new VaultTls(authority, Optional.empty(), Optional.empty(), SecretReader.none());
      builder.sslContext(tls.read().context());
    }
    client = builder.build();
  }

  /** The one that this run is about. */
  static VaultFixture open(ManualClock clock) throws IOException {
    return Boolean.getBoolean("vault.real") ? real(System.getenv()) : of(ContractVault.open(clock));
  }

  /** The one that the environment names, as it does for Vault's own programs. */
  static VaultFixture real(Map<String, String> environment) throws IOException {
    String address = environment.getOrDefault("VAULT_ADDR", "");
    String token = environment.getOrDefault("VAULT_TOKEN", "");
    if (address.isBlank() || token.isBlank()) {
      throw new IllegalStateException(
          "which Vault? VAULT_ADDR is its address, VAULT_TOKEN a token of an administrator");
    }
    Optional<Path> authority = Optional.ofNullable(environment.get("VAULT_CACERT")).map(Path::of);
    VaultFixture lab = new VaultFixture(URI.create(address), token, authority, Optional.empty());
    lab.check();
    return lab;
  }

  private void check() {
    HttpRequest look = request("auth/token/lookup-self").build();
    int status;
    try {
      status = send(look).statusCode();
    } catch (IOException e) {
      throw new IllegalStateException("no Vault answers at VAULT_ADDR, " + address, e);
    }
    if (status != 200) {
      throw new IllegalStateException(
          "HTTP status %d of %s; is VAULT_TOKEN a token of this Vault?".formatted(status, address));
    }
  }

  public static VaultFixture of(ContractVault contract) throws IOException {
    return new VaultFixture(
        contract.address(), ContractVault.ROOT, Optional.empty(), Optional.of(contract));
  }

  public static JsonObjectBuilder json(String name, String value) {
    return Json.createObjectBuilder().add(name, value);
  }

  public static JsonObjectBuilder json(String name, JsonObjectBuilder value) {
    return Json.createObjectBuilder().add(name, value);
  }

  URI address() {
    return address;
  }

  public String root() {
    return root;
  }

  /** The certificate by which to trust it, where the JVM does not know that. */
  Optional<Path> authority() {
    return authority;
  }

  /** A mount with a name of its own. */
  public String mount(int version) throws IOException {
    String name = "weir-kv%d-%s".formatted(version, suffix);
    admin(
        "POST",
        "sys/mounts/" + name,
        json("type", "kv").add("options", json("version", String.valueOf(version))));
    made.push("sys/mounts/" + name);
    // A real one prepares version 2 in the background, and answers 400 until that is done.
    long end = System.nanoTime() + LONGEST_PREPARATION.toNanos();
    while (contract.isEmpty() && version == 2 && !isReady(name)) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("Vault does not get %s ready".formatted(name));
      }
      Thread.onSpinWait();
    }
    return name;
  }

  private boolean isReady(String mount) throws IOException {
    return send(request(mount + "/config").build()).statusCode() != 400;
  }

  /** A login method with a name of its own. */
  public String login(String type) throws IOException {
    String name = "weir-%s-%s".formatted(type, suffix);
    admin("POST", "sys/auth/" + name, json("type", type));
    made.push("sys/auth/" + name);
    return name;
  }

  /** A policy that lets read below these paths. */
  public String policy(String... paths) throws IOException {
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
  public void put(String mount, String path, Map<String, String> values) throws IOException {
    JsonObjectBuilder data = Json.createObjectBuilder();
    values.forEach(data::add);
    admin("POST", mount + "/data/" + path, json("data", data));
  }

  /** The wrapping token of what an administrator is answered. */
  String wrapped(String path, JsonObjectBuilder body) throws IOException {
    JsonObject answer = call("POST", path, Optional.of(body), Optional.of("60s"));
    return answer.getJsonObject("wrap_info").getString("token");
  }

  public JsonObject admin(String method, String path, JsonObjectBuilder body) throws IOException {
    return call(method, path, Optional.of(body), Optional.empty());
  }

  public JsonObject admin(String method, String path) throws IOException {
    return call(method, path, Optional.empty(), Optional.empty());
  }

  private JsonObject call(
      String method, String path, Optional<JsonObjectBuilder> body, Optional<String> wrapFor)
      throws IOException {
    HttpRequest.Builder request =
        request(path)
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

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve("/v1/" + path))
        .timeout(LONGEST_ANSWER)
        .header("X-Vault-Token", root);
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  public static String text(JsonObject answer, String object, String field) {
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

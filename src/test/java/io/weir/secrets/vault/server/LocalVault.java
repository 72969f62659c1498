package io.weir.secrets.vault.server;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The contract server over TLS, for applications on real servers: {@code secret}, a mount of KV
 * version 2, {@code old}, one of version 1, and a role of AppRole that may read both.
 */
public final class LocalVault implements AutoCloseable {

  /** Who the role is. */
  public static final String ROLE_ID = "a-role-of-this-run";

  private static final String ROLE = "auth/approle/role/shop";

  private final ContractVault server;
  private final ContractModel model;
  private final Path authority;
  private final Path secretId;
  private final List<String> neverShown;

  private LocalVault(ContractVault server, Path authority, Path secretId) {
    this.server = server;
    this.authority = authority;
    this.secretId = secretId;
    this.model = server.model();
    String token = "tk" + ContractToken.random(12);
    String proof = "sid" + ContractToken.random(12);
    neverShown = List.of(token, proof);
    model.nameTokens(token);
  }

  /**
   * Starts it.
   *
   * @param directory for its certificates, and for the role's secret-id
   */
  public static LocalVault open(Path directory) throws Exception {
    Certificates certificates = new Certificates(directory);
    LocalVault vault =
        new LocalVault(
            ContractVault.overTls(InstantSource.system(), certificates.server("server")),
            certificates.certificate("ca"),
            directory.resolve("secret-id"));
    vault.furnish();
    return vault;
  }

  private void furnish() throws Exception {
    administer("sys/mounts/old", json("type", "kv"));
    administer(
        "sys/mounts/secret",
        json("type", "kv").add("options", Json.createObjectBuilder().add("version", "2")));
    administer(
        "sys/policies/acl/shop",
        json(
            "policy",
            """
            path "secret/*" { capabilities = ["read"] }
            path "old/*" { capabilities = ["read"] }
            """));
    administer("sys/auth/approle", json("type", "approle"));
    administer(ROLE, json("policies", "shop").add("token_ttl", "30s"));
    synchronized (model) {
      model.role("approle", "shop", ROLE_ID, neverShown.get(1));
    }
    Files.writeString(secretId, neverShown.get(1));
  }

  private void administer(String path, JsonObjectBuilder body) {
    JsonObject built = body.build();
    synchronized (model) {
      model.administer(path, built.toString());
    }
  }

  private static JsonObjectBuilder json(String name, String value) {
    return Json.createObjectBuilder().add(name, value);
  }

  /** Of scheme https. */
  public URI address() {
    return server.address();
  }

  /** The file of the certificate by which it is trusted. */
  public Path authority() {
    return authority;
  }

  /** The file with the role's secret-id. */
  public Path secretId() {
    return secretId;
  }

  /** The secret-id, and what is in each token that a login gets: texts that nobody may find. */
  public List<String> neverShown() {
    return neverShown;
  }

  /** Writes the values of {@code secret/path}. */
  public void put(String path, Map<String, String> values) {
    administer("secret/data/" + path, Json.createObjectBuilder().add("data", object(values)));
  }

  /** Writes the values of {@code old/path}. */
  public void putOld(String path, Map<String, String> values) {
    administer("old/" + path, object(values));
  }

  private static JsonObjectBuilder object(Map<String, String> values) {
    JsonObjectBuilder object = Json.createObjectBuilder();
    values.forEach(object::add);
    return object;
  }

  /** From now on it answers 503. */
  public void seal() {
    synchronized (model) {
      model.seal();
    }
  }

  /** It knows everything again. */
  public void unseal() {
    synchronized (model) {
      model.unseal();
    }
  }

  /** How often it was asked for this, as {@code GET secret/data/shop}. */
  public long asked(String what) {
    return server.asked(what);
  }

  @Override
  public void close() {
    server.close();
  }
}

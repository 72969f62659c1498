package io.weir.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.Written;
import io.weir.secrets.ManualClock;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.Snapshot;
import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What any Vault does for any login: the contract server, or a real one under {@code vault-real}.
 */
class VaultSourceTest {

  private final ManualClock clock = new ManualClock();
  private @TempDir Path files;
  private VaultFixture lab;

  @BeforeEach
  void open() throws IOException {
    lab = VaultFixture.open(clock);
  }

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  private VaultSource vault(Map<String, String> settings) {
    return vault(lab, clock, settings);
  }

  /** A Vault of these settings, {@code auth} for {@code weir.vault.auth}. */
  static VaultSource vault(VaultFixture lab, ManualClock clock, Map<String, String> settings) {
    Map<String, String> trusting = new HashMap<>(settings);
    lab.authority().ifPresent(file -> trusting.put("ca-file", file.toString()));
    return vault(lab.address(), clock, trusting);
  }

  static VaultSource vault(URI address, ManualClock clock, Map<String, String> settings) {
    Map<String, String> full = new HashMap<>();
    full.put("weir.vault.address", address.toString());
    settings.forEach((name, value) -> full.put("weir.vault." + name, value));
    Settings read = Written.around("rate-limit", full, Map.of());
    Optional<VaultPolicy> policy =
        VaultPolicy.of(read, ApplicationSecrets.provider().ofThisMachine());
    assertThat(read.check()).isEmpty();
    return new VaultSource(policy.orElseThrow(), clock);
  }

  private String file(String name, String content) throws IOException {
    return "file:" + Files.writeString(files.resolve(name), content + "\n");
  }

  private VaultSource asRoot() throws IOException {
    return vault(Map.of("token", file("root", lab.root())));
  }

  static String value(Snapshot snapshot, String key) {
    return VaultHttpClient.text(Optional.ofNullable(snapshot.values().get(key)).orElseThrow());
  }

  private static SecretReadException failure(ThrowingCallable read) {
    return (SecretReadException) catchThrowable(read);
  }

  @Test
  void a_secret_of_either_version_is_read_by_the_same_reference() throws Exception {
    String first = lab.mount(1);
    String second = lab.mount(2);
    lab.admin("POST", first + "/app/db", VaultFixture.json("password", "one"));
    lab.put(second, "app/db", Map.of("password", "two"));

    try (VaultSource vault = asRoot()) {
      assertThat(value(vault.read(first + "/app/db"), "password")).isEqualTo("one");
      assertThat(value(vault.read(second + "/app/db"), "password")).isEqualTo("two");
    }
  }

  @Test
  void a_new_version_is_another_snapshot() throws Exception {
    String mount = lab.mount(2);
    lab.put(mount, "app/db", Map.of("username", "u1", "password", "p1"));
    try (VaultSource vault = asRoot()) {
      Snapshot before = vault.read(mount + "/app/db");
      lab.put(mount, "app/db", Map.of("username", "u2", "password", "p2"));
      Snapshot after = vault.read(mount + "/app/db");

      assertThat(value(before, "username") + value(before, "password")).isEqualTo("u1p1");
      assertThat(after).isNotEqualTo(before);
      assertThat(value(after, "username") + value(after, "password")).isEqualTo("u2p2");
    }
  }

  @Test
  void values_that_are_no_text_are_given_as_they_are_written() throws Exception {
    String mount = lab.mount(2);
    lab.admin(
        "POST",
        mount + "/data/types",
        VaultFixture.json(
            "data",
            Json.createObjectBuilder()
                .add("number", 5)
                .add("fraction", 1.5)
                .add("truth", true)
                .addNull("nothing")
                .add("object", VaultFixture.json("x", "y"))
                .add("list", Json.createArrayBuilder().add(1).add(2))
                .add("text", "p\"ä\\n${x}")));
    try (VaultSource vault = asRoot()) {
      Snapshot read = vault.read(mount + "/types");

      assertThat(read.values()).doesNotContainKey("nothing");
      assertThat(value(read, "number")).isEqualTo("5");
      assertThat(value(read, "fraction")).isEqualTo("1.5");
      assertThat(value(read, "truth")).isEqualTo("true");
      assertThat(value(read, "object")).isEqualTo("{\"x\":\"y\"}");
      assertThat(value(read, "list")).isEqualTo("[1,2]");
      assertThat(value(read, "text")).isEqualTo("p\"ä\\n${x}");
    }
  }

  @Test
  void what_is_not_stored_is_told_by_its_path_and_status() throws Exception {
    String mount = lab.mount(2);
    try (VaultSource vault = asRoot()) {
      assertThatThrownBy(() -> vault.read(mount + "/none"))
          .hasMessage(
              "vault:%1$s/none: HTTP status 404; nothing is stored at \"%1$s/data/none\"", mount);
      assertThatThrownBy(() -> vault.read(mount + "/data/none"))
          .hasMessageEndingWith("remove data/ from the reference, because Weir adds it itself");
      assertThat(failure(() -> vault.read(mount + "/none")).isTemporary()).isFalse();
      assertThat(failure(() -> vault.read(mount + "/none")).affectsSource()).isFalse();
    }
  }

  @Test
  void a_deleted_secret_is_told_apart() throws Exception {
    String mount = lab.mount(2);
    lab.put(mount, "app/db", Map.of("password", "two"));
    lab.admin("DELETE", mount + "/data/app/db");
    try (VaultSource vault = asRoot()) {
      assertThatThrownBy(() -> vault.read(mount + "/app/db"))
          .hasMessageContaining("HTTP status 404; its newest version was deleted");
    }
  }

  @Test
  void a_mount_of_version_2_that_is_taken_for_version_1_is_recognised() throws Exception {
    String mount = lab.mount(2);
    lab.put(mount, "app/db", Map.of("password", "two"));
    try (VaultSource vault = vault(Map.of("token", file("root", lab.root()), "kv-version", "1"))) {
      assertThatThrownBy(() -> vault.read(mount + "/app/db"))
          .hasMessage(
              "vault:%1$s/app/db: HTTP status 404; the mount has KV version 2, and \"%1$s/app/db\" has no data/ after the mount; remove weir.vault.kv-version or set it to 2, so that Weir adds data/",
              mount);
    }
  }

  @Test
  void without_such_a_mount_the_form_of_a_reference_is_told() throws Exception {
    try (VaultSource vault = vault(Map.of("token", file("root", lab.root()), "kv-version", "1"))) {
      assertThatThrownBy(() -> vault.read("weir-none/app")).hasMessageContaining("no such mount");
      for (String path : new String[] {"alone", "secret/../sys", "secret/./a", "secret//a"}) {
        assertThatThrownBy(() -> vault.read(path))
            .hasMessage(
                "vault:%s: a reference has the form vault:mount/path#key, like vault:secret/app/db#password",
                path);
      }
    }
  }

  @Test
  void a_policy_that_does_not_grant_a_path_is_told_and_costs_no_login() throws Exception {
    String mount = lab.mount(2);
    String policy = lab.policy(mount + "/data/app/*");
    lab.put(mount, "app/db", Map.of("password", "two"));
    lab.put(mount, "other", Map.of("password", "three"));
    Map<String, String> login = appRole(policy, "10m", "20m");
    try (VaultSource vault = vault(login)) {
      assertThat(value(vault.read(mount + "/app/db"), "password")).isEqualTo("two");
      assertThatThrownBy(() -> vault.read(mount + "/other"))
          .hasMessage(
              "vault:%1$s/other: HTTP status 403; the token's policy does not grant \"read\" on \"%1$s/data/other\", or there is no such mount",
              mount);
      assertThat(value(vault.read(mount + "/app/db"), "password")).isEqualTo("two");
    }
  }

  /** The settings of an AppRole that was made for this. */
  private Map<String, String> appRole(String policy, String ttl, String maxTtl) throws IOException {
    String role = role(policy, ttl, maxTtl);
    return Map.of(
        "auth", "approle",
        "auth-mount", role.replaceFirst("^auth/(.*)/role/app$", "$1"),
        "role-id", roleId(role),
        "secret-id", file("secret-id", secretId(role)));
  }

  private String role(String policy, String ttl, String maxTtl) throws IOException {
    String role = "auth/%s/role/app".formatted(lab.login("approle"));
    lab.admin(
        "POST",
        role,
        VaultFixture.json("token_policies", policy)
            .add("token_ttl", ttl)
            .add("token_max_ttl", maxTtl));
    return role;
  }

  private String roleId(String role) throws IOException {
    return VaultFixture.text(lab.admin("GET", role + "/role-id"), "data", "role_id");
  }

  private String secretId(String role) throws IOException {
    return VaultFixture.text(
        lab.admin("POST", role + "/secret-id", Json.createObjectBuilder()), "data", "secret_id");
  }

  @Test
  void an_approle_may_keep_its_role_id_elsewhere_and_its_secret_id_wrapped() throws Exception {
    String mount = lab.mount(2);
    lab.put(mount, "app/db", Map.of("password", "two"));
    String role = role(lab.policy(mount + "/*"), "10m", "20m");
    String wrapping = lab.wrapped(role + "/secret-id", Json.createObjectBuilder());
    try (VaultSource vault =
        vault(
            Map.of(
                "auth", "approle",
                "auth-mount", role.replaceFirst("^auth/(.*)/role/app$", "$1"),
                "role-id", file("role-id", roleId(role)),
                "wrapped-secret-id", file("wrapped", wrapping)))) {
      assertThat(value(vault.read(mount + "/app/db"), "password")).isEqualTo("two");
    }
  }

  @Test
  void a_wrapping_token_that_was_used_or_exchanged_is_told() throws Exception {
    String role = role("default", "10m", "20m");
    Map<String, String> login = new HashMap<>();
    login.put("auth", "approle");
    login.put("auth-mount", role.replaceFirst("^auth/(.*)/role/app$", "$1"));
    login.put("role-id", "any");
    login.put("wrapped-secret-id", file("used", "hvs.nobody"));
    try (VaultSource vault = vault(login)) {
      assertThatThrownBy(() -> vault.read("secret/app"))
          .hasMessageContaining(
              "the wrapping token has expired or was used; if this server did not use it");
    }
    String foreign = lab.wrapped("auth/token/create", VaultFixture.json("ttl", "60s"));
    login.put("wrapped-secret-id", file("foreign", foreign));
    try (VaultSource vault = vault(login)) {
      assertThatThrownBy(() -> vault.read("secret/app"))
          .hasMessageContaining("was not created by auth/")
          .hasMessageContaining("somebody may have replaced it");
    }
  }

  @Test
  void a_wrapped_token_is_opened_once_and_used() throws Exception {
    String mount = lab.mount(2);
    lab.put(mount, "app/db", Map.of("password", "two"));
    String wrapping =
        lab.wrapped(
            "auth/token/create",
            VaultFixture.json("ttl", "60s")
                .add("policies", Json.createArrayBuilder().add(lab.policy(mount + "/*"))));
    try (VaultSource vault = vault(Map.of("wrapped-token", file("wrapped", wrapping)))) {
      assertThat(value(vault.read(mount + "/app/db"), "password")).isEqualTo("two");
      assertThat(value(vault.read(mount + "/app/db"), "password")).isEqualTo("two");
    }
  }

  @Test
  void a_user_logs_in_with_a_password() throws Exception {
    String mount = lab.mount(2);
    lab.put(mount, "app/db", Map.of("password", "two"));
    String login = lab.login("userpass");
    lab.admin(
        "POST",
        "auth/%s/users/bob".formatted(login),
        VaultFixture.json("password", "correct").add("token_policies", lab.policy(mount + "/*")));
    Map<String, String> settings =
        Map.of(
            "auth",
            "userpass",
            "auth-mount",
            login,
            "username",
            "bob",
            "password",
            file("password", "correct"));
    try (VaultSource vault = vault(settings)) {
      assertThat(value(vault.read(mount + "/app/db"), "password")).isEqualTo("two");
    }
  }

  @Test
  void a_token_from_a_file_is_renewed_after_two_thirds_of_its_life() throws Exception {
    String token =
        VaultFixture.text(
            lab.admin(
                "POST",
                "auth/token/create",
                VaultFixture.json("ttl", "60s")
                    .add("policies", Json.createArrayBuilder().add("default"))),
            "auth",
            "client_token");
    try (VaultSource vault =
        vault(Map.of("token-file", file("token", token).substring("file:".length())))) {
      assertThatThrownBy(() -> vault.read("weir-none/app")).isInstanceOf(SecretReadException.class);
      Duration left = vault.renew().orElseThrow();
      assertThat(left).isBetween(Duration.ofSeconds(35), Duration.ofSeconds(40));
      clock.by(left);

      assertThat(vault.renew().orElseThrow())
          .isBetween(Duration.ofSeconds(35), Duration.ofSeconds(41));
    }
  }

  @Test
  void wrong_credentials_are_told_without_them_and_not_tried_again() throws Exception {
    String login = lab.login("userpass");
    Map<String, String> settings =
        Map.of(
            "auth",
            "userpass",
            "auth-mount",
            login,
            "username",
            "bob",
            "password",
            file("password", "canary-4711"));
    try (VaultSource vault = vault(settings)) {
      SecretReadException refused = failure(() -> vault.read("secret/app"));

      assertThat(refused)
          .hasMessageContaining("Vault refuses the login at auth/%s/login/bob", login);
      assertThat(refused.getMessage()).doesNotContain("canary");
      assertThat(refused.status()).contains(400);
      assertThat(refused.isTemporary()).isFalse();
      assertThat(refused.affectsSource()).isTrue();
    }
  }
}

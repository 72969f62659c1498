package io.weir.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.secrets.refresh.SecretLog;
import io.weir.secrets.vault.VaultFixture;
import io.weir.secrets.vault.server.ContractVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is started again while Vault is down. */
class NextStartTest {

  @TempDir private Path folder;
  private ContractVault vault;
  private VaultFixture lab;
  private String mount;
  private Path token;

  @BeforeEach
  void open() throws IOException {
    vault = ContractVault.open(new ManualClock());
    lab = VaultFixture.of(vault);
    mount = lab.mount(2);
    lab.put(mount, "shop/db", Map.of("password", "p1"));
    token = Files.writeString(folder.resolve("token"), lab.root());
    Files.createDirectory(
        folder.resolve("kept"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(folder.resolve("key"), "an example of a key of 32 bytes.");
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private Secrets start(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("weir.vault.address", vault.address().toString());
    settings.put("weir.vault.token", "file:" + token);
    settings.put("weir.secrets.db.password", "vault:%s/shop/db#password".formatted(mount));
    settings.put("weir.secrets.refresh", "5s");
    settings.put("weir.secrets.start-deadline", "10s");
    settings.put("weir.secrets.on-start-failure", "use-last-known");
    settings.put("weir.secrets.last-known-dir", folder.resolve("kept").toString());
    settings.put("weir.secrets.last-known-key", "file:" + folder.resolve("key"));
    settings.putAll(more);
    return Secrets.of(Settings.early("secrets", settings));
  }

  private void startOnce() {
    try (Secrets first = start(Map.of())) {
      assertThat(first.readAll()).isEmpty();
      assertThat(first.apply("db.password")).contains("p1");
    }
  }

  @Test
  void begins_with_what_the_last_one_knew_and_goes_on_when_vault_is_back() throws Exception {
    startOnce();
    vault.model().seal();
    BlockingQueue<String> given = new LinkedBlockingQueue<>();
    try (Secrets next = start(Map.of());
        CapturedLog log = CapturedLog.of(SecretLog.class)) {
      assertThat(next.readAll()).isEmpty();
      assertThat(next.apply("db.password")).contains("p1");
      next.onChange("db.password", () -> given.add(next.apply("db.password").orElse("none")));
      assertThat(next.read("vault:%s/shop/db#password".formatted(mount)).text()).contains("p1");
      assertThat(log.lines())
          .contains(
              "WEIR-039: using secrets that were read 0 min ago, because they cannot be read now: vault:%s/shop/db"
                  .formatted(mount));

      vault.model().unseal();
      lab.put(mount, "shop/db", Map.of("password", "p2"));
      assertThat(given.poll(30, TimeUnit.SECONDS)).isEqualTo("p2");
    }
  }

  @Test
  void does_not_wait_for_it_longer_than_its_deadline() {
    startOnce();
    CountDownLatch never = new CountDownLatch(1);
    vault.fail(exchange -> isOver(never));
    try (Secrets next = start(Map.of("weir.secrets.start-deadline", "1s"))) {
      assertThat(next.readAll()).isEmpty();
      assertThat(next.apply("db.password")).contains("p1");
      assertThat(never.getCount()).as("Vault has not answered yet").isOne();
    }
    never.countDown();
  }

  private static boolean isOver(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "use-last-known"})
  void stops_where_nothing_is_known_or_it_may_not_be_used(String choice) throws Exception {
    if (choice.equals("fail")) {
      startOnce();
    }
    vault.model().seal();
    try (Secrets next = start(Map.of("weir.secrets.on-start-failure", choice))) {
      assertThat(next.readAll())
          .map(Mistake::what)
          .singleElement()
          .asString()
          .contains("HTTP status 503");
    }
  }

  @Test
  void stops_where_vault_itself_denies_or_has_it_no_more() throws Exception {
    startOnce();
    lab.admin("DELETE", "%s/metadata/shop/db".formatted(mount));
    try (Secrets next = start(Map.of())) {
      assertThat(next.readAll())
          .map(Mistake::what)
          .singleElement()
          .asString()
          .contains("HTTP status 404");
    }
    Files.writeString(token, "hvs.of-somebody-else");
    try (Secrets next = start(Map.of())) {
      assertThat(next.readAll())
          .map(Mistake::what)
          .singleElement()
          .asString()
          .contains("HTTP status 403");
    }
  }

  @Test
  void knows_nothing_that_somebody_else_has_read() throws Exception {
    startOnce();
    vault.model().seal();
    Path other = Files.writeString(folder.resolve("other-token"), lab.root());
    try (Secrets next = start(Map.of("weir.vault.token", "file:" + other))) {
      assertThat(next.readAll()).map(Mistake::what).singleElement().asString().contains("503");
    }
  }

  @Test
  void knows_one_role_from_another_wherever_their_names_are_kept() throws Exception {
    String login = lab.login("approle");
    String policy = lab.policy(mount + "/data/shop/*");
    lab.admin("POST", "auth/%s/role/shop".formatted(login), VaultFixture.json("policies", policy));
    String role = "auth/%s/role/shop/".formatted(login);
    String roleId = VaultFixture.text(lab.admin("GET", role + "role-id"), "data", "role_id");
    String secretId = VaultFixture.text(lab.admin("POST", role + "secret-id"), "data", "secret_id");
    Map<String, String> ours = appRole("ours", login, roleId, secretId);
    try (Secrets first = start(ours)) {
      assertThat(first.readAll()).isEmpty();
    }
    vault.model().seal();
    try (Secrets next = start(ours)) {
      assertThat(next.readAll()).isEmpty();
    }
    try (Secrets other = start(appRole("theirs", login, "theirs", "nonsense"))) {
      assertThat(other.readAll()).hasSize(1);
    }
  }

  private Map<String, String> appRole(String name, String login, String roleId, String secretId)
      throws IOException {
    Path role = Files.writeString(folder.resolve(name + "-role"), roleId);
    Path proof = Files.writeString(folder.resolve(name + "-secret"), secretId);
    return Map.of(
        "weir.vault.token",
        "",
        "weir.vault.auth",
        "approle",
        "weir.vault.auth-mount",
        login,
        "weir.vault.role-id",
        "file:" + role,
        "weir.vault.secret-id",
        "file:" + proof);
  }

  @Test
  void says_why_a_key_is_missing_that_was_never_kept() throws Exception {
    startOnce();
    vault.model().seal();
    String user = "vault:%s/shop/db#username".formatted(mount);
    try (Secrets next = start(Map.of("weir.secrets.db.user", user))) {
      assertThat(next.readAll())
          .map(Mistake::toString)
          .singleElement()
          .asString()
          .startsWith("weir.secrets.db.user: vault:*: HTTP status 503");
    }
  }

  @Test
  void needs_a_place_and_a_key_of_its_own() {
    Settings settings =
        Settings.early(
            "secrets",
            Map.of(
                "weir.vault.address",
                vault.address().toString(),
                "weir.vault.token",
                "file:" + token,
                "weir.secrets.max-stale",
                "0s",
                "weir.secrets.on-start-failure",
                "use-last-known"));
    Secrets.of(settings).close();

    assertThat(settings.check())
        .map(Mistake::toString)
        .containsExactly(
            "weir.secrets.max-stale: must be more than 0, because weir.secrets.on-start-failure = use-last-known uses older values",
            "weir.secrets.last-known-dir: missing; set the directory where this server stores values from Vault, like /var/lib/shop/secrets",
            "weir.secrets.last-known-key: missing; set the key that encrypts the stored values, 32 random bytes in env:NAME or file:/run/secrets/name");
  }

  @Test
  void refuses_a_place_and_a_key_that_do_not_do() throws Exception {
    Path small = Files.writeString(folder.resolve("small"), "12345");
    assertThat(mistakes("secrets", "vault:%s/shop/db#password".formatted(mount)))
        .containsExactly(
            "weir.secrets.last-known-dir (configuration): \"secrets\": must be an absolute path",
            "weir.secrets.last-known-key (configuration): vault:%s/shop/db#password: the key is needed when"
                    .formatted(mount)
                + " Vault is down; use env:NAME or file:/run/secrets/name");
    assertThat(mistakes("/opt/shop.war/secrets", "file:" + small))
        .containsExactly(
            "weir.secrets.last-known-dir (configuration): \"/opt/shop.war/secrets\": the path is inside an application; choose one outside of it",
            "weir.secrets.last-known-key (configuration): file:%s has 5 bytes; it must have at least 16, better"
                    .formatted(small)
                + " 32 random ones");
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwx---"));
    assertThat(mistakes(open.toString(), "file:" + folder.resolve("key")))
        .containsExactly(
            "weir.secrets.last-known-dir (configuration): \"%s\": other users of this machine may"
                    .formatted(open)
                + " write to it; run chmod go-w");
    assertThat(mistakes("/no/such/directory", "the key itself"))
        .containsExactly(
            "weir.secrets.last-known-dir (configuration): \"/no/such/directory\": must be an existing directory that this server may write",
            "weir.secrets.last-known-key (configuration): must be a reference, not the secret itself: env:NAME, file:/run/secrets/name or vault:mount/path#key");
  }

  private static List<String> mistakes(String directory, String key) {
    Settings settings =
        Settings.early(
            "secrets",
            Map.of("weir.secrets.last-known-dir", directory, "weir.secrets.last-known-key", key));
    Secrets.of(settings).close();
    return settings.check().stream().map(Mistake::toString).toList();
  }
}

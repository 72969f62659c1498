package io.weir.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.Written;
import io.weir.secrets.CapturedLog;
import io.weir.secrets.ManualClock;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.vault.server.ContractModel;
import io.weir.secrets.vault.server.ContractReply;
import io.weir.secrets.vault.server.ContractVault;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be asked of a real Vault: time that passes, seals, faults, and counting requests. */
class VaultContractTest {

  private static final String ROLE_ID = "role-id-of-app";
  private static final String LOGIN = "POST auth/approle/login";
  private static final String RENEWAL = "POST auth/token/renew-self";

  private final ManualClock clock = new ManualClock();
  private @TempDir Path files;
  private ContractVault contract;
  private VaultFixture lab;

  /** Tokens of the role live for 20 s, and for 60 s when renewed. */
  @BeforeEach
  void open() throws IOException {
    contract = ContractVault.open(clock);
    lab = VaultFixture.of(contract);
    prepare(lab, contract.model());
    contract.forgetAsked();
  }

  private static void prepare(VaultFixture lab, ContractModel model) throws IOException {
    lab.admin(
        "POST",
        "sys/mounts/secret",
        VaultFixture.json("type", "kv").add("options", VaultFixture.json("version", "2")));
    lab.admin(
        "PUT",
        "sys/policies/acl/app",
        VaultFixture.json("policy", "path \"secret/data/app/*\" { capabilities = [\"read\"] }"));
    lab.admin("POST", "sys/auth/approle", VaultFixture.json("type", "approle"));
    lab.admin(
        "POST",
        "auth/approle/role/app",
        VaultFixture.json("token_policies", "app")
            .add("token_ttl", "20s")
            .add("token_max_ttl", "60s"));
    model.role("approle", "app", ROLE_ID, "correct");
    lab.put("secret", "app/db", Map.of("password", "p1"));
  }

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  private String file(String name, String content) throws IOException {
    return "file:" + Files.writeString(files.resolve(name), content);
  }

  private VaultSource asRole() throws IOException {
    return VaultSourceTest.vault(
        lab,
        clock,
        Map.of("auth", "approle", "role-id", ROLE_ID, "secret-id", file("secret-id", "correct")));
  }

  private static String read(VaultSource vault) throws SecretReadException {
    return VaultSourceTest.value(vault.read("secret/app/db"), "password");
  }

  private static SecretReadException failure(VaultSource vault) {
    return (SecretReadException) catchThrowable(() -> vault.read("secret/app/db"));
  }

  @Test
  void one_login_serves_many_reads() throws Exception {
    try (VaultSource vault = asRole()) {
      for (int i = 0; i < 10; i++) {
        assertThat(read(vault)).isEqualTo("p1");
      }
    }
    assertThat(contract.asked(LOGIN)).isEqualTo(1);
    assertThat(contract.asked("GET sys/internal/ui/mounts/secret/app/db")).isEqualTo(1);
    assertThat(contract.asked("GET secret/data/app/db")).isEqualTo(10);
  }

  @Test
  void a_token_is_renewed_after_two_thirds_of_its_life_and_replaced_before_renewals_end()
      throws Exception {
    try (VaultSource vault = asRole()) {
      read(vault);
      assertThat(vault.renew().orElseThrow())
          .isBetween(Duration.ofSeconds(13), Duration.ofMillis(13_334));
      clock.by(Duration.ofSeconds(13));
      vault.renew();
      assertThat(contract.asked(RENEWAL)).isZero();

      clock.by(Duration.ofSeconds(1)); // 14 s after the login, then 28, 42: 18 s are left then.
      vault.renew();
      clock.by(Duration.ofSeconds(14));
      vault.renew();
      clock.by(Duration.ofSeconds(14));
      vault.renew();
      assertThat(contract.asked(RENEWAL)).isEqualTo(3);
      assertThat(contract.asked(LOGIN)).isEqualTo(1);

      clock.by(Duration.ofSeconds(13)); // 5 s are left: less than half.
      vault.renew();
      assertThat(contract.asked(LOGIN)).isEqualTo(2);
      clock.by(Duration.ofSeconds(10));
      assertThat(read(vault)).isEqualTo("p1");
      assertThat(contract.asked(LOGIN)).isEqualTo(2);
    }
  }

  /** The JDK's sentence about such a header holds the header. */
  @Test
  void a_token_that_no_header_can_hold_is_not_printed() throws Exception {
    String token = file("token", "hvs.CANARY\n\n");
    try (VaultSource vault = VaultSourceTest.vault(lab, clock, Map.of("token", token))) {
      assertThatThrownBy(() -> vault.read("secret/app/db"))
          .isInstanceOf(SecretReadException.class)
          .hasMessage("vault:*: the token contains a character that an HTTP header cannot contain")
          .hasNoCause();
    }
  }

  @Test
  void a_token_that_was_rotated_badly_is_told_without_it_and_the_one_before_stays()
      throws Exception {
    String made =
        lab.admin(
                "POST",
                "auth/token/create",
                VaultFixture.json("ttl", "30s")
                    .add("policies", Json.createArrayBuilder().add("app")))
            .getJsonObject("auth")
            .getString("client_token");
    String token = file("token", made);
    try (CapturedLog log = CapturedLog.of(VaultSession.class);
        VaultSource vault = VaultSourceTest.vault(lab, clock, Map.of("token", token))) {
      assertThat(read(vault)).isEqualTo("p1");
      file("token", "hvs.CANARY\n\n");
      contract.fail(
          exchange -> {
            boolean isRenewal = exchange.getRequestURI().getPath().endsWith("renew-self");
            if (isRenewal) {
              exchange.sendResponseHeaders(403, -1);
            }
            return isRenewal;
          });
      clock.by(Duration.ofSeconds(21));
      vault.renew();
      assertThat(log.lines())
          .singleElement()
          .isEqualTo(
              "WEIR-034: Vault's token cannot be renewed or replaced: vault:*: the token contains a character that an HTTP header cannot contain");
      assertThat(read(vault)).isEqualTo("p1");
    }
  }

  @Test
  void a_mount_that_was_upgraded_is_read_by_the_version_that_it_has_now() throws Exception {
    lab.admin("POST", "sys/mounts/old", VaultFixture.json("type", "kv"));
    lab.admin("POST", "old/db", VaultFixture.json("password", "one"));
    try (VaultSource vault =
        VaultSourceTest.vault(lab, clock, Map.of("token", file("root", ContractVault.ROOT)))) {
      assertThat(VaultSourceTest.value(vault.read("old/db"), "password")).isEqualTo("one");
      lab.admin("DELETE", "sys/mounts/old");
      lab.admin(
          "POST",
          "sys/mounts/old",
          VaultFixture.json("type", "kv").add("options", VaultFixture.json("version", "2")));
      lab.put("old", "db", Map.of("password", "two"));

      assertThat(VaultSourceTest.value(vault.read("old/db"), "password")).isEqualTo("two");
      contract.forgetAsked();
      vault.read("old/db");
      assertThat(contract.asked()).containsExactly("GET old/data/db");
    }
  }

  /** A proxy would read the token on its way to this very machine. */
  @Test
  void without_tls_nothing_goes_through_a_proxy() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(
        ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
    try (VaultSource vault = asRole()) {
      assertThat(read(vault)).isEqualTo("p1");
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  /** Whoever may write secrets may wrap one whose path looks like that of a role. */
  @Test
  void a_wrapped_secret_that_is_named_like_a_role_is_not_opened() throws Exception {
    lab.admin("POST", "sys/mounts/of-others", VaultFixture.json("type", "kv"));
    String path = "of-others/auth/approle/role/app";
    lab.admin("POST", path, VaultFixture.json("secret_id", "chosen"));
    String wrapping =
        wrappedBy(path).body().orElseThrow().getJsonObject("wrap_info").getString("token");
    try (VaultSource vault = asWrapped(wrapping, Map.of())) {
      assertThat(failure(vault)).hasMessageContaining("was not created by auth/approle/role/");
    }
    assertThat(contract.asked("POST sys/wrapping/unwrap")).isZero();
  }

  private ContractReply wrappedBy(String path) {
    return contract
        .model()
        .answer(
            new ContractModel.Ask(
                "GET",
                path,
                Map.of(),
                Optional.of(ContractVault.ROOT),
                Optional.of(Duration.ofMinutes(1)),
                JsonValue.EMPTY_JSON_OBJECT,
                Optional.empty()));
  }

  private VaultSource asWrapped(String wrapping, Map<String, String> more) throws IOException {
    Map<String, String> login = new HashMap<>(more);
    login.put("auth", "approle");
    login.put("role-id", ROLE_ID);
    login.put("wrapped-secret-id", file("wrapped", wrapping));
    return VaultSourceTest.vault(lab, clock, login);
  }

  @Test
  void in_a_namespace_a_role_may_be_named_with_it() throws Exception {
    String wrapping = lab.wrapped("auth/approle/role/app/secret-id", Json.createObjectBuilder());
    contract.fail(
        exchange -> {
          boolean isLook = exchange.getRequestURI().getPath().endsWith("wrapping/lookup");
          if (isLook) {
            byte[] told =
                "{\"data\":{\"creation_path\":\"team/a/auth/approle/role/app/secret-id\"}}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, told.length);
            exchange.getResponseBody().write(told);
          }
          return isLook;
        });
    contract.model().role("approle", "app", "another", "one");
    try (VaultSource other = asWrapped(wrapping, Map.of("namespace", "team/b"));
        VaultSource vault = asWrapped(wrapping, Map.of("namespace", "team/a"))) {
      assertThat(failure(other)).hasMessageContaining("was not created by auth/approle/role/");
      assertThat(failure(vault)).hasMessageContaining("Vault refuses the login");
    }
    assertThat(contract.asked("POST sys/wrapping/unwrap")).isEqualTo(1);
  }

  @Test
  void a_secret_id_that_is_used_up_leaves_the_token_its_life_and_is_not_tried_again()
      throws Exception {
    try (CapturedLog log = CapturedLog.of(VaultSession.class);
        VaultSource vault = asRole()) {
      assertThat(read(vault)).isEqualTo("p1");
      contract.model().role("approle", "app", ROLE_ID, "another");
      for (int second = 0; second < 59; second++) {
        clock.by(Duration.ofSeconds(1));
        vault.renew();
        assertThat(read(vault)).isEqualTo("p1");
      }
      assertThat(contract.asked(LOGIN)).isEqualTo(2);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WEIR-034: ")
          .contains("Vault refuses the login at auth/approle/login");
      clock.by(Duration.ofSeconds(2));
      assertThat(failure(vault)).hasMessageContaining("Vault refuses the login");
      assertThat(contract.asked(LOGIN)).isEqualTo(2);
    }
  }

  @Test
  void a_token_that_lived_out_unseen_is_replaced_by_the_next_read() throws Exception {
    try (VaultSource vault = asRole()) {
      read(vault);
      clock.by(Duration.ofHours(3));
      assertThat(read(vault)).isEqualTo("p1");
    }
    assertThat(contract.asked(LOGIN)).isEqualTo(2);
  }

  @Test
  void a_revoked_token_is_replaced_once() throws Exception {
    try (VaultSource vault = asRole()) {
      read(vault);
      contract.model().revokeAllBut(ContractVault.ROOT);
      assertThat(read(vault)).isEqualTo("p1");
    }
    assertThat(contract.asked(LOGIN)).isEqualTo(2);
  }

  @Test
  void a_path_that_the_policy_denies_costs_no_login_however_often_it_is_asked() throws Exception {
    try (VaultSource vault = asRole()) {
      read(vault);
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> vault.read("secret/other"))
            .hasMessageContaining("HTTP status 403");
      }
    }
    assertThat(contract.asked(LOGIN)).isEqualTo(1);
  }

  @Test
  void where_a_token_may_not_even_look_at_itself_a_denied_path_costs_one_login() throws Exception {
    try (VaultSource vault = asRole()) {
      read(vault);
      contract.fail(
          exchange -> {
            boolean isLook = exchange.getRequestURI().getPath().endsWith("lookup-self");
            if (isLook) {
              exchange.sendResponseHeaders(403, -1);
            }
            return isLook;
          });
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> vault.read("secret/other"))
            .hasMessageContaining("HTTP status 403");
      }
    }
    assertThat(contract.asked(LOGIN)).isEqualTo(2);
  }

  @Test
  void a_refused_login_is_not_repeated_until_the_credentials_are_others() throws Exception {
    String secretId = file("secret-id", "wrong");
    try (VaultSource vault =
        VaultSourceTest.vault(
            lab, clock, Map.of("auth", "approle", "role-id", ROLE_ID, "secret-id", secretId))) {
      for (int i = 0; i < 20; i++) {
        assertThat(failure(vault).affectsSource()).isTrue();
        clock.by(Duration.ofSeconds(10));
      }
      assertThat(contract.asked(LOGIN)).isEqualTo(1);
      clock.by(Duration.ofMinutes(5));
      assertThat(failure(vault).status()).contains(400);
      assertThat(contract.asked(LOGIN)).isEqualTo(2);

      file("secret-id", "correct");
      assertThat(read(vault)).isEqualTo("p1");
    }
  }

  @Test
  void the_pause_after_a_refused_login_grows_to_an_hour() throws Exception {
    String secretId = file("secret-id", "wrong");
    try (VaultSource vault =
        VaultSourceTest.vault(
            lab, clock, Map.of("auth", "approle", "role-id", ROLE_ID, "secret-id", secretId))) {
      failure(vault);
      for (int minutes : new int[] {5, 10, 20, 40, 60, 60}) {
        contract.forgetAsked();
        clock.by(Duration.ofMinutes(minutes).minusSeconds(1));
        failure(vault);
        assertThat(contract.asked(LOGIN)).isZero();
        clock.by(Duration.ofSeconds(2));
        failure(vault);
        assertThat(contract.asked(LOGIN)).isEqualTo(1);
      }
    }
  }

  @Test
  void what_was_in_a_wrapping_token_serves_later_logins() throws Exception {
    String wrapping = lab.wrapped("auth/approle/role/app/secret-id", Json.createObjectBuilder());
    try (VaultSource vault = asWrapped(wrapping, Map.of())) {
      assertThat(read(vault)).isEqualTo("p1");
      contract.model().revokeAllBut(ContractVault.ROOT);
      assertThat(read(vault)).isEqualTo("p1");
    }
    assertThat(contract.asked(LOGIN)).isEqualTo(2);
    assertThat(contract.asked("POST sys/wrapping/unwrap")).isEqualTo(1);
  }

  @Test
  void a_sealed_vault_is_told_and_read_again_when_it_is_unsealed() throws Exception {
    try (VaultSource vault = asRole()) {
      read(vault);
      contract.model().seal();
      SecretReadException sealed = failure(vault);
      assertThat(sealed).hasMessage("vault:*: HTTP status 503; Vault is sealed, or in maintenance");
      assertThat(sealed.isTemporary()).isTrue();
      assertThat(sealed.affectsSource()).isTrue();

      contract.model().unseal();
      clock.by(Duration.ofMinutes(10));
      assertThat(read(vault)).isEqualTo("p1");
    }
  }

  @Test
  void a_renewal_that_fails_is_tried_again_and_the_token_used_meanwhile() throws Exception {
    try (VaultSource vault = asRole()) {
      read(vault);
      contract.fail(
          exchange -> {
            boolean isRenewal = exchange.getRequestURI().getPath().endsWith("renew-self");
            if (isRenewal) {
              exchange.sendResponseHeaders(500, -1);
            }
            return isRenewal;
          });
      clock.by(Duration.ofSeconds(14));
      assertThat(vault.renew().orElseThrow()).isEqualTo(Duration.ofSeconds(5));
      assertThat(read(vault)).isEqualTo("p1");
      contract.fail(exchange -> false);
      clock.by(Duration.ofSeconds(5));
      vault.renew();

      assertThat(contract.asked(RENEWAL)).isEqualTo(2);
      assertThat(contract.asked(LOGIN)).isEqualTo(1);
    }
  }

  @Test
  void the_pause_between_renewals_that_fail_grows_to_five_minutes() throws Exception {
    String made =
        VaultFixture.text(
            lab.admin(
                "POST",
                "auth/token/create",
                VaultFixture.json("ttl", "3h")
                    .add("policies", Json.createArrayBuilder().add("app"))),
            "auth",
            "client_token");
    try (VaultSource vault =
        VaultSourceTest.vault(lab, clock, Map.of("token", file("token", made)))) {
      read(vault);
      contract.fail(
          exchange -> {
            exchange.sendResponseHeaders(500, -1);
            return true;
          });
      clock.by(Duration.ofHours(2));
      for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
        Duration next = vault.renew().orElseThrow();
        assertThat(next).isEqualTo(Duration.ofSeconds(seconds));
        clock.by(next);
      }
    }
  }

  @Test
  void a_batch_token_is_replaced_by_another_login_in_time() throws Exception {
    String batch =
        VaultFixture.text(
            lab.admin(
                "POST",
                "auth/token/create",
                VaultFixture.json("type", "batch")
                    .add("policies", Json.createArrayBuilder().add("app"))
                    .add("ttl", "30s")),
            "auth",
            "client_token");
    String token = file("token", batch);
    try (VaultSource vault = VaultSourceTest.vault(lab, clock, Map.of("token", token))) {
      assertThat(read(vault)).isEqualTo("p1");
      file("token", ContractVault.ROOT);
      clock.by(Duration.ofSeconds(20));
      vault.renew();
      clock.by(Duration.ofSeconds(20));
      assertThat(read(vault)).isEqualTo("p1");
    }
    assertThat(contract.asked(RENEWAL)).isZero();
  }

  @Test
  void a_service_account_of_kubernetes_and_any_jwt_log_in() throws Exception {
    for (String type : new String[] {"kubernetes", "jwt"}) {
      lab.admin("POST", "sys/auth/" + type, VaultFixture.json("type", type));
      lab.admin(
          "POST", "auth/%s/role/shop".formatted(type), VaultFixture.json("token_policies", "app"));
      contract.model().trust("a.b.c");
      Map<String, String> login = Map.of("auth", type, "role", "shop", "jwt", file(type, "a.b.c"));
      try (VaultSource vault = VaultSourceTest.vault(lab, clock, login)) {
        assertThat(read(vault)).isEqualTo("p1");
        contract.model().revokeAllBut(ContractVault.ROOT);
        contract.model().trust("d.e.f");
        file(type, "d.e.f"); // Kubernetes exchanges it every hour.
        assertThat(read(vault)).isEqualTo("p1");
      }
    }
  }

  @Test
  void a_namespace_has_secrets_of_its_own() throws Exception {
    try (ContractVault spacious = ContractVault.withNamespaces(clock)) {
      VaultFixture root = VaultFixture.of(spacious);
      prepare(root, spacious.model());
      ContractModel team = spacious.model("team/a");
      team.administer("sys/mounts/secret", "{\"type\":\"kv\",\"options\":{\"version\":\"2\"}}");
      team.administer("secret/data/app/db", "{\"data\":{\"password\":\"of the team\"}}");
      Map<String, String> login =
          Map.of("token", file("root", ContractVault.ROOT), "namespace", "team/a/");
      try (VaultSource vault = VaultSourceTest.vault(root, clock, login)) {
        assertThat(read(vault)).isEqualTo("of the team");
      }
    }
  }

  @Test
  void a_mount_with_slashes_in_its_name_is_found_or_told() throws Exception {
    lab.admin("POST", "sys/mounts/team/kv", VaultFixture.json("type", "kv"));
    lab.admin("POST", "team/kv/app", VaultFixture.json("b", "c"));
    String root = file("root", ContractVault.ROOT);
    try (VaultSource found = VaultSourceTest.vault(lab, clock, Map.of("token", root));
        VaultSource told =
            VaultSourceTest.vault(
                lab, clock, Map.of("token", root, "mount", "team/kv", "kv-version", "1"))) {
      assertThat(VaultSourceTest.value(found.read("team/kv/app"), "b")).isEqualTo("c");
      assertThat(VaultSourceTest.value(told.read("team/kv/app"), "b")).isEqualTo("c");
    }
  }

  @Test
  void an_engine_that_makes_secrets_is_not_read() throws Exception {
    lab.admin("POST", "sys/mounts/database", VaultFixture.json("type", "database"));
    try (VaultSource vault =
        VaultSourceTest.vault(lab, clock, Map.of("token", file("root", ContractVault.ROOT)))) {
      assertThatThrownBy(() -> vault.read("database/creds/app"))
          .hasMessage(
              "vault:database/creds/app: the mount is not a key/value engine; each read would create a new secret");
    }
    assertThat(contract.asked("GET database/creds/app")).isZero();
  }

  @Test
  void without_leave_to_ask_what_a_mount_is_both_versions_are_tried() throws Exception {
    contract.fail(
        exchange -> {
          boolean isQuestion = exchange.getRequestURI().getPath().contains("/internal/ui/");
          if (isQuestion) {
            exchange.sendResponseHeaders(403, -1);
          }
          return isQuestion;
        });
    lab.admin("POST", "sys/mounts/kv1", VaultFixture.json("type", "kv"));
    lab.admin("POST", "kv1/a", VaultFixture.json("b", "c"));
    try (VaultSource vault =
        VaultSourceTest.vault(lab, clock, Map.of("token", file("root", ContractVault.ROOT)))) {
      assertThat(read(vault)).isEqualTo("p1");
      assertThat(VaultSourceTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
      assertThatThrownBy(() -> vault.read("secret/app/none"))
          .hasMessageContaining("nothing is stored");
    }
  }

  @Test
  void a_server_that_is_not_there_or_does_not_answer_is_told_with_its_address() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Map<String, String> settings = Map.of("token", file("root", ContractVault.ROOT));
    try (VaultSource vault = new VaultSource(policy(settings), clock, Duration.ofMillis(200))) {
      contract.fail(
          exchange -> {
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return true;
          });
      assertThat(failure(vault))
          .hasMessage(
              "vault:*: 127.0.0.1:%d does not answer within 200 ms", contract.address().getPort());
      end.countDown();
      lab.close();
      assertThat(failure(vault))
          .hasMessageStartingWith(
              "vault:*: cannot connect to 127.0.0.1:%d".formatted(contract.address().getPort()));
      assertThat(failure(vault).isTemporary()).isTrue();
    }
  }

  private VaultPolicy policy(Map<String, String> settings) {
    Map<String, String> full = new HashMap<>();
    full.put("weir.vault.address", contract.address().toString());
    settings.forEach((name, value) -> full.put("weir.vault." + name, value));
    Settings read = Written.around("rate-limit", full, Map.of());
    return VaultPolicy.of(read, ApplicationSecrets.provider().ofThisMachine()).orElseThrow();
  }

  @Test
  @Timeout(20)
  void a_body_that_never_ends_is_given_up() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Map<String, String> settings = Map.of("token", file("root", ContractVault.ROOT));
    try (VaultSource vault = new VaultSource(policy(settings), clock, Duration.ofMillis(300))) {
      contract.fail(
          exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
              end.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return true;
          });
      assertThat(failure(vault)).hasMessageContaining("does not answer within 300 ms");
      end.countDown();
      contract.fail(exchange -> false);
      assertThat(read(vault)).isEqualTo("p1");
    }
  }

  @Test
  void what_is_not_vault_is_told_and_its_words_are_not_repeated() throws Exception {
    contract.fail(
        exchange -> {
          byte[] page = "<html>canary-4711</html>".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          return true;
        });
    try (VaultSource vault = asRole()) {
      assertThat(failure(vault))
          .hasMessage(
              "vault:*: HTTP status 200; this is not a response of Vault; check weir.vault.address");
    }
  }

  @Test
  void a_redirect_to_http_or_elsewhere_is_not_followed_and_no_token_goes_there() throws Exception {
    try (ContractVault elsewhere = ContractVault.open(clock)) {
      for (URI to : new URI[] {elsewhere.address(), URI.create("https://localhost:1")}) {
        contract.fail(
            exchange -> {
              exchange
                  .getResponseHeaders()
                  .set("Location", to + exchange.getRequestURI().getPath());
              exchange.sendResponseHeaders(307, -1);
              return true;
            });
        try (VaultSource vault = asRole()) {
          assertThat(failure(vault))
              .hasMessageContaining(
                  "HTTP status 307; Vault redirects, and Weir follows only redirects over https to the same host");
        }
      }
      assertThat(elsewhere.asked()).isEmpty();
    }
  }
}

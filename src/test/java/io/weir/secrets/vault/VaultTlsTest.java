package io.weir.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.Written;
import io.weir.secrets.ManualClock;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.vault.server.Certificates;
import io.weir.secrets.vault.server.ContractModel;
import io.weir.secrets.vault.server.ContractVault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the client trusts, and what it shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultTlsTest {

  private final ManualClock clock = new ManualClock();
  private Path directory;
  private Certificates certificates;

  @BeforeAll
  void makeCertificates(@TempDir Path empty) throws Exception {
    directory = empty;
    certificates = new Certificates(directory);
  }

  private VaultSource vault(URI address, Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    if (!settings.containsKey("auth")) {
      all.put("token", "file:" + Files.writeString(directory.resolve("root"), ContractVault.ROOT));
    }
    return VaultSourceTest.vault(address, clock, all);
  }

  private ContractVault over(String name) throws Exception {
    return prepared(ContractVault.overTls(clock, certificates.server(name)));
  }

  private static ContractVault prepared(ContractVault contract) {
    ContractModel model = contract.model();
    model.administer("sys/mounts/kv1", "{\"type\":\"kv\"}");
    model.administer("kv1/a", "{\"b\":\"c\"}");
    model.administer("sys/auth/cert", "{\"type\":\"cert\"}");
    model.administer(
        "sys/policies/acl/app",
        "{\"policy\":\"path \\\"kv1/*\\\" { capabilities = [\\\"read\\\"] }\"}");
    model.administer("auth/cert/certs/shop", "{\"token_policies\":\"app\"}");
    return contract;
  }

  @Test
  void the_authority_of_the_file_is_trusted_and_no_other() throws Exception {
    try (ContractVault contract = over("server")) {
      String ca = certificates.certificate("ca").toString();
      String stranger = certificates.certificate("stranger").toString();
      try (VaultSource trusting = vault(contract.address(), Map.of("ca-file", ca));
          VaultSource other = vault(contract.address(), Map.of("ca-file", stranger));
          VaultSource ofTheJvm = vault(contract.address(), Map.of())) {
        assertThat(VaultSourceTest.value(trusting.read("kv1/a"), "b")).isEqualTo("c");
        for (VaultSource untrusting : new VaultSource[] {other, ofTheJvm}) {
          assertThatThrownBy(() -> untrusting.read("kv1/a"))
              .hasMessage(
                  "vault:*: the certificate of 127.0.0.1:%d is not trusted or belongs to another host; set weir.vault.ca-file to the certificate of its authority",
                  contract.address().getPort());
        }
      }
    }
  }

  @Test
  void a_certificate_of_another_host_is_refused() throws Exception {
    try (ContractVault contract = over("elsewhere");
        VaultSource vault =
            vault(
                contract.address(), Map.of("ca-file", certificates.certificate("ca").toString()))) {
      assertThatThrownBy(() -> vault.read("kv1/a")).hasMessageContaining("belongs to another host");
      assertThat(contract.asked()).isEmpty();
    }
  }

  /**
   * The JDK's client reads its switch once in a JVM; what is asked for here, it cannot take back.
   */
  @Test
  void the_host_is_compared_whatever_the_jvm_is_told() {
    assertThat(TlsMaterial.parameters().getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
  }

  @Test
  void a_certificate_of_ours_logs_in_and_without_one_nobody_does() throws Exception {
    try (ContractVault contract = over("server")) {
      Map<String, String> login =
          Map.of(
              "auth", "cert",
              "role", "shop",
              "ca-file", certificates.certificate("ca").toString(),
              "client-cert", certificates.certificate("client").toString(),
              "client-key", certificates.key("client").toString());
      try (VaultSource vault = vault(contract.address(), login)) {
        assertThat(VaultSourceTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
      }
      Map<String, String> other = new HashMap<>(login);
      other.put("client-cert", certificates.certificate("stranger").toString());
      other.put("client-key", certificates.key("stranger").toString());
      try (VaultSource vault = vault(contract.address(), other)) {
        assertThatThrownBy(() -> vault.read("kv1/a")).isInstanceOf(SecretReadException.class);
      }
    }
  }

  @Test
  void an_authority_that_was_exchanged_in_its_file_is_taken_without_a_restart() throws Exception {
    Path file = directory.resolve("current.crt");
    Files.copy(certificates.certificate("stranger"), file, StandardCopyOption.REPLACE_EXISTING);
    try (ContractVault contract = over("server");
        VaultSource vault = vault(contract.address(), Map.of("ca-file", file.toString()))) {
      assertThatThrownBy(() -> vault.read("kv1/a")).isInstanceOf(SecretReadException.class);
      Files.copy(certificates.certificate("ca"), file, StandardCopyOption.REPLACE_EXISTING);
      assertThat(VaultSourceTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
    }
  }

  @Test
  void an_address_in_capitals_has_the_same_authority() throws Exception {
    try (ContractVault contract = over("server");
        VaultSource vault =
            vault(
                URI.create(contract.address().toString().replace("https", "HTTPS")),
                Map.of("ca-file", certificates.certificate("ca").toString()))) {
      assertThat(VaultSourceTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
    }
  }

  /** The token would live on: nobody logs in, and yet the new file is read. */
  @Test
  void an_authority_that_was_exchanged_with_the_certificate_of_vault_is_taken_with_a_token_in_use()
      throws Exception {
    certificates.add("renewed", "-signer", "stranger", "-ext", "san=ip:127.0.0.1");
    Path file = directory.resolve("exchanged.crt");
    copy(certificates.certificate("ca"), file);
    ContractVault before = over("server");
    try (before;
        VaultSource vault = vault(before.address(), Map.of("ca-file", file.toString()))) {
      vault.read("kv1/a");
      before.close();
      copy(certificates.certificate("stranger"), file);
      try (ContractVault after =
          prepared(
              ContractVault.overTls(clock, certificates.server("renewed"), before.address()))) {
        assertThatThrownBy(() -> vault.read("kv1/a")).hasMessageContaining("is not trusted");
        assertThat(VaultSourceTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
        assertThat(after.asked()).containsExactly("GET kv1/a");
      }
    }
  }

  private Map<String, String> login(String name) throws Exception {
    return Map.of(
        "auth", "cert",
        "role", "shop",
        "ca-file", certificates.certificate("ca").toString(),
        "client-cert", certificates.certificate(name).toString(),
        "client-key", certificates.key(name).toString());
  }

  @ParameterizedTest
  @CsvSource({"rsa,RSA", "ed25519,Ed25519", "p384,EC -groupname secp384r1"})
  void keys_of_each_kind_log_in(String name, String algorithm) throws Exception {
    certificates.add(name, ("-keyalg " + algorithm).split(" "));
    try (ContractVault contract = over("server");
        VaultSource vault = vault(contract.address(), login(name))) {
      assertThat(VaultSourceTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
    }
  }

  @Test
  void a_key_of_another_certificate_is_a_mistake() throws Exception {
    certificates.add("of-rsa", "-keyalg", "RSA");
    for (String other : List.of("stranger", "of-rsa")) {
      String certificate = certificates.certificate("client").toString();
      String key = certificates.key(other).toString();
      Settings settings =
          Written.around(
              "rate-limit",
              Map.of("weir.vault.client-cert", certificate, "weir.vault.client-key", key),
              Map.of());
      VaultTls.of(settings, ApplicationSecrets.provider().ofThisMachine());
      assertThat(settings.check())
          .extracting(Mistake::toString)
          .containsExactly(
              "weir.vault.client-key: \"%s\": this is not the key of the first certificate in \"%s\""
                  .formatted(key, certificate));
    }
  }

  /** A certificate and its key are two files: for a moment they are of two rotations. */
  @Test
  void a_certificate_that_was_rotated_before_its_key_is_told_until_the_key_is_there()
      throws Exception {
    certificates.add("next");
    Path certificate = directory.resolve("rotated.crt");
    Path key = directory.resolve("rotated.key");
    copy(certificates.certificate("client"), certificate);
    copy(certificates.key("client"), key);
    Map<String, String> login = new HashMap<>(login("client"));
    login.put("client-cert", certificate.toString());
    login.put("client-key", key.toString());
    try (ContractVault contract = over("server");
        VaultSource vault = vault(contract.address(), login)) {
      vault.read("kv1/a");
      copy(certificates.certificate("next"), certificate);
      contract.model().revokeAllBut(ContractVault.ROOT);
      assertThatThrownBy(() -> vault.read("kv1/a"))
          .hasMessage(
              "vault:*: cannot use TLS without this file: \"%s\": this is not the key of the first certificate in \"%s\"",
              key, certificate)
          .hasNoCause();
      assertThat(contract.connections()).isEqualTo(1);

      copy(certificates.key("next"), key);
      assertThat(VaultSourceTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
      assertThat(contract.connections()).isEqualTo(2);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Else whoever the JVM trusts would be trusted, too. */
  @Test
  void authorities_whose_file_was_emptied_are_not_replaced_by_those_of_the_jvm() throws Exception {
    Path file = directory.resolve("emptied.crt");
    copy(certificates.certificate("ca"), file);
    try (ContractVault contract = over("server");
        VaultSource vault = vault(contract.address(), Map.of("ca-file", file.toString()))) {
      Files.writeString(file, "");
      assertThatThrownBy(() -> vault.read("kv1/a"))
          .hasMessage(
              "vault:*: cannot use TLS without this file: \"%s\": the file contains no certificate in PEM (-----BEGIN CERTIFICATE-----)",
              file)
          .hasNoCause();
      assertThat(contract.asked()).isEmpty();
      copy(certificates.certificate("ca"), file);
      assertThat(VaultSourceTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
    }
  }

  @Test
  void a_certificate_that_has_expired_or_is_not_valid_yet_is_told_as_that() throws Exception {
    String[] here = {"-ext", "san=ip:127.0.0.1", "-startdate"};
    certificates.add("expired", here[0], here[1], here[2], "-9d");
    certificates.add("early", here[0], here[1], here[2], "+1d");
    Map<String, String> trusting = Map.of("ca-file", certificates.certificate("ca").toString());
    for (String name : List.of("expired", "early")) {
      try (ContractVault contract = over(name);
          VaultSource vault = vault(contract.address(), trusting)) {
        int port = contract.address().getPort();
        assertThatThrownBy(() -> vault.read("kv1/a"))
            .hasMessage(
                name.equals("expired")
                    ? "vault:*: the certificate of 127.0.0.1:%d, or of its authority, has expired"
                    : "vault:*: the certificate of 127.0.0.1:%d is not valid yet; check the clock of this machine",
                port)
            .hasNoCause();
        assertThat(contract.asked()).isEmpty();
      }
    }
  }

  @Test
  void a_redirect_over_tls_to_the_same_host_is_followed() throws Exception {
    try (ContractVault active = over("server");
        ContractVault standby = over("server");
        VaultSource vault =
            vault(
                standby.address(), Map.of("ca-file", certificates.certificate("ca").toString()))) {
      standby.fail(
          exchange -> {
            exchange
                .getResponseHeaders()
                .set("Location", active.address() + exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(307, -1);
            return true;
          });
      assertThat(VaultSourceTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
      assertThat(active.asked()).contains("GET kv1/a");
    }
  }

  @Test
  void a_redirect_in_a_circle_is_told_and_a_login_is_not_sent_again_by_302() throws Exception {
    try (ContractVault circle = over("server")) {
      for (int status : new int[] {307, 302}) {
        circle.forgetAsked();
        circle.fail(
            exchange -> {
              exchange
                  .getResponseHeaders()
                  .set("Location", circle.address() + exchange.getRequestURI().toString());
              exchange.sendResponseHeaders(status, -1);
              return true;
            });
        try (VaultSource vault = vault(circle.address(), login("client"))) {
          assertThatThrownBy(() -> vault.read("kv1/a"))
              .hasMessageContaining("HTTP status %d; Vault redirects", status);
        }
        assertThat(circle.asked()).hasSize(status == 307 ? 4 : 1);
      }
    }
  }
}

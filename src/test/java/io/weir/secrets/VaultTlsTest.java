package io.weir.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whom the client trusts, and what it shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultTlsTest {

  private final Turned clock = new Turned();
  private Path directory;
  private Certificates certificates;

  @BeforeAll
  void makeCertificates(@TempDir Path empty) throws Exception {
    directory = empty;
    certificates = new Certificates(directory);
  }

  private Vault vault(URI address, Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    if (!settings.containsKey("auth")) {
      all.put("token", "file:" + Files.writeString(directory.resolve("root"), ContractVault.ROOT));
    }
    return VaultTest.vault(address, clock, all);
  }

  private ContractVault over(String name) throws Exception {
    ContractVault contract = ContractVault.overTls(clock, certificates.server(name));
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
      try (Vault trusting = vault(contract.address(), Map.of("ca-file", ca));
          Vault other = vault(contract.address(), Map.of("ca-file", stranger));
          Vault ofTheJvm = vault(contract.address(), Map.of())) {
        assertThat(VaultTest.value(trusting.read("kv1/a"), "b")).isEqualTo("c");
        for (Vault untrusting : new Vault[] {other, ofTheJvm}) {
          assertThatThrownBy(() -> untrusting.read("kv1/a"))
              .hasMessage(
                  "vault:*: the certificate of 127.0.0.1:%d is not trusted or is another host's; name its authority's in weir.vault.ca-file",
                  contract.address().getPort());
        }
      }
    }
  }

  @Test
  void a_certificate_of_another_host_is_refused() throws Exception {
    try (ContractVault contract = over("elsewhere");
        Vault vault =
            vault(
                contract.address(), Map.of("ca-file", certificates.certificate("ca").toString()))) {
      assertThatThrownBy(() -> vault.read("kv1/a")).hasMessageContaining("is another host's");
      assertThat(contract.asked()).isEmpty();
    }
  }

  /**
   * The JDK's client reads its switch once in a JVM; what is asked for here, it cannot take back.
   */
  @Test
  void the_host_is_compared_whatever_the_jvm_is_told() {
    assertThat(VaultTls.parameters().getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
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
      try (Vault vault = vault(contract.address(), login)) {
        assertThat(VaultTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
      }
      Map<String, String> other = new HashMap<>(login);
      other.put("client-cert", certificates.certificate("stranger").toString());
      other.put("client-key", certificates.key("stranger").toString());
      try (Vault vault = vault(contract.address(), other)) {
        assertThatThrownBy(() -> vault.read("kv1/a")).isInstanceOf(Unreadable.class);
      }
    }
  }

  @Test
  void an_authority_that_was_exchanged_in_its_file_is_taken_without_a_restart() throws Exception {
    Path file = directory.resolve("current.crt");
    Files.copy(certificates.certificate("stranger"), file, StandardCopyOption.REPLACE_EXISTING);
    try (ContractVault contract = over("server");
        Vault vault = vault(contract.address(), Map.of("ca-file", file.toString()))) {
      assertThatThrownBy(() -> vault.read("kv1/a")).isInstanceOf(Unreadable.class);
      Files.copy(certificates.certificate("ca"), file, StandardCopyOption.REPLACE_EXISTING);
      assertThat(VaultTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
    }
  }

  @Test
  void a_redirect_over_tls_to_the_same_host_is_followed() throws Exception {
    try (ContractVault active = over("server");
        ContractVault standby = over("server");
        Vault vault =
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
      assertThat(VaultTest.value(vault.read("kv1/a"), "b")).isEqualTo("c");
      assertThat(active.asked()).contains("GET kv1/a");
    }
  }
}

package io.weir.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jopenlibs.vault.SslConfig;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.weir.secrets.ManualClock;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that others wrote for a real Vault finds the contract server to be one. */
class ForeignClientTest {

  private final ManualClock clock = new ManualClock();
  private VaultFixture lab;

  @BeforeEach
  void open() throws IOException {
    lab = VaultFixture.open(clock);
  }

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  private Vault client(String token) throws VaultException {
    SslConfig tls = new SslConfig();
    if (lab.authority().isPresent()) {
      tls.pemFile(lab.authority().get().toFile());
    }
    return Vault.create(
        new VaultConfig()
            .address(lab.address().toString())
            .token(token)
            .sslConfig(tls.build())
            .build());
  }

  @Test
  void it_writes_reads_and_deletes_secrets_of_version_2() throws Exception {
    String mount = lab.mount(2);
    Vault client = client(lab.root());
    client.logical().write(mount + "/app/db", Map.of("password", "p1"));

    LogicalResponse read = client.logical().read(mount + "/app/db");
    assertThat(read.getData()).containsEntry("password", "p1");
    assertThat(read.getDataMetadata().getMetadataMap()).containsEntry("version", "1");
    client.logical().delete(mount + "/app/db");
    assertThat(client.logical().read(mount + "/app/db").getRestResponse().getStatus())
        .isEqualTo(404);
  }

  @Test
  void it_logs_in_by_approle_renews_and_looks_at_itself() throws Exception {
    String login = lab.login("approle");
    String role = "auth/%s/role/app".formatted(login);
    lab.admin("POST", role, VaultFixture.json("token_policies", "default").add("token_ttl", "10m"));
    String id = VaultFixture.text(lab.admin("GET", role + "/role-id"), "data", "role_id");
    String secret =
        VaultFixture.text(
            lab.admin("POST", role + "/secret-id", jakarta.json.Json.createObjectBuilder()),
            "data",
            "secret_id");

    String token = client("").auth().loginByAppRole(login, id, secret).getAuthClientToken();
    assertThat(client(token).auth().renewSelf().getAuthLeaseDuration()).isEqualTo(600);
    assertThat(client(token).auth().lookupSelf().getPolicies()).contains("default");
    assertThatThrownBy(() -> client("").auth().loginByAppRole(login, id, "wrong"))
        .isInstanceOfSatisfying(
            VaultException.class, e -> assertThat(e.getHttpStatusCode()).isEqualTo(400));
  }

  @Test
  void it_logs_in_with_a_password_and_opens_what_is_wrapped() throws Exception {
    String login = lab.login("userpass");
    lab.admin(
        "POST", "auth/%s/users/bob".formatted(login), VaultFixture.json("password", "correct"));
    assertThat(client("").auth().loginByUserPass("bob", "correct", login).getAuthClientToken())
        .isNotEmpty();

    String wrapping = lab.wrapped("auth/token/create", VaultFixture.json("ttl", "60s"));
    assertThat(client(wrapping).sys().wrapping().unwrap().getRestResponse().getStatus())
        .isEqualTo(200);
  }
}

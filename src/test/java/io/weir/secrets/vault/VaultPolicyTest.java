package io.weir.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.Written;
import io.weir.secrets.CapturedLog;
import io.weir.secrets.source.SecretFileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators write wrongly, and what they are told: all of it at once. */
class VaultPolicyTest {

  private @TempDir Path files;

  private static List<String> mistakes(Map<String, String> written) {
    Map<String, String> full = new HashMap<>();
    written.forEach((name, value) -> full.put("weir.vault." + name, value));
    Settings settings = Written.around("rate-limit", full, Map.of());
    VaultPolicy.of(settings, ApplicationSecrets.provider().ofThisMachine());
    return settings.check().stream().map(Mistake::toString).toList();
  }

  private String file(String content) throws IOException {
    return Files.writeString(files.resolve("file"), content).toString();
  }

  @Test
  void nothing_written_is_no_vault_and_no_mistake() {
    assertThat(mistakes(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://vault.example.com:8200",
        "https://vault.example.com/",
        "http://127.0.0.1:8200",
        "http://localhost:8200",
        "http://[::1]:8200"
      })
  void an_address_is_https_or_this_machine(String address) throws IOException {
    assertThat(mistakes(Map.of("address", address, "token", "file:" + file("s.x")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://vault.example.com:8200",
        "http://127.0.0.1.example.com",
        "vault.example.com:8200",
        "https://vault.example.com/v1",
        "https://user@vault.example.com",
        "https://vault.example.com:82000",
        "ftp://vault.example.com"
      })
  void any_other_address_is_a_mistake(String address) throws IOException {
    assertThat(mistakes(Map.of("address", address, "token", "file:" + file("s.x"))))
        .singleElement()
        .asString()
        .startsWith("weir.vault.address (context-param): ")
        .doesNotContain("user@");
  }

  @Test
  void a_secret_in_clear_is_not_repeated_and_vault_does_not_open_itself() {
    assertThat(mistakes(Map.of("address", "https://vault.example.com", "token", "s.canary")))
        .containsExactly(
            "weir.vault.token (context-param): must be a reference, not the secret itself: env:NAME or file:/run/secrets/name");
    assertThat(mistakes(Map.of("address", "https://vault.example.com", "token", "vault:a/b#c")))
        .containsExactly(
            "weir.vault.token (context-param): a credential for Vault cannot be stored in Vault; use env:NAME or file:/run/secrets/name");
  }

  @Test
  void what_a_login_lacks_and_what_is_no_part_of_it_is_told_at_once() throws IOException {
    assertThat(
            mistakes(
                Map.of(
                    "address", "https://vault.example.com",
                    "auth", "approle",
                    "password", "file:" + file("x"),
                    "role", "shop",
                    "kv-version", "3",
                    "ca-file", file("x"))))
        .containsExactlyInAnyOrder(
            "weir.vault.kv-version (context-param): \"3\": allowed are auto, 1, 2.",
            "weir.vault.ca-file (context-param): \"%s\": the file contains no certificate in PEM (-----BEGIN CERTIFICATE-----)"
                .formatted(files.resolve("file")),
            "weir.vault.secret-id: missing; weir.vault.auth = approle needs it, or weir.vault.wrapped-secret-id",
            "weir.vault.role-id: missing; weir.vault.auth = approle needs it",
            "weir.vault.password: not used with weir.vault.auth = approle",
            "weir.vault.role: not used with weir.vault.auth = approle");
  }

  @Test
  void of_two_tokens_one_is_too_much() throws IOException {
    String token = file("x");
    assertThat(
            mistakes(
                Map.of(
                    "address",
                    "https://vault.example.com",
                    "token",
                    "file:" + token,
                    "token-file",
                    token)))
        .contains(
            "weir.vault.token-file: set together with weir.vault.token; set only one of the two");
  }

  @Test
  void each_way_says_what_it_needs() {
    Map.of(
            "token",
            List.of(
                "weir.vault.token: missing; weir.vault.auth = token needs it, or weir.vault.token-file or weir.vault.wrapped-token"),
            "userpass",
            List.of(
                "weir.vault.username: missing; weir.vault.auth = userpass needs it",
                "weir.vault.password: missing; weir.vault.auth = userpass needs it"),
            "kubernetes",
            List.of(
                "weir.vault.role: missing; weir.vault.auth = kubernetes needs it",
                "weir.vault.jwt: file:/var/run/secrets/kubernetes.io/serviceaccount/token: no such file, or not readable by this server"),
            "jwt",
            List.of(
                "weir.vault.role: missing; weir.vault.auth = jwt needs it",
                "weir.vault.jwt: missing; weir.vault.auth = jwt needs it"),
            "cert",
            List.of("weir.vault.client-cert: missing; weir.vault.auth = cert needs it"))
        .forEach(
            (auth, told) ->
                assertThat(mistakes(Map.of("address", "https://vault.example.com", "auth", auth)))
                    .containsExactlyElementsOf(told));
  }

  @Test
  void a_key_of_another_form_is_told_with_the_command_that_mends_it() throws IOException {
    for (String form : List.of("RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "X")) {
      String key = file("-----BEGIN %1$s-----\nAA==\n-----END %1$s-----\n".formatted(form));
      assertThat(mistakes(Map.of("client-key", key)))
          .containsExactly(
              "weir.vault.client-key (context-param): \"%1$s\": the file contains no PKCS#8 key in PEM; convert it with openssl pkcs8 -topk8 -nocrypt -in key.pem -out %1$s"
                  .formatted(key));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAA==\n-----END RSA PRIVATE KEY-----\n"
      })
  void an_encrypted_key_is_told_with_the_command_that_mends_it(String pem) throws IOException {
    String key = file(pem);
    assertThat(mistakes(Map.of("client-key", key)))
        .containsExactly(
            "weir.vault.client-key (context-param): \"%1$s\": the key is encrypted, and Weir cannot ask for its password; convert it with openssl pkcs8 -topk8 -nocrypt -in key.pem -out %1$s"
                .formatted(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"token-file", "client-key", "client-cert", "ca-file"})
  void what_should_be_in_the_file_is_not_repeated(String name) {
    for (String canary :
        List.of("hvs.CANARY", "-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----")) {
      assertThat(mistakes(Map.of("address", "https://vault.example.com", name, canary)))
          .anyMatch(told -> told.startsWith("weir.vault." + name + " (context-param): "))
          .noneMatch(told -> told.contains("CANARY"));
    }
  }

  @Test
  void the_secret_behind_a_source_is_not_repeated() {
    for (String name : List.of("token", "wrapped-token", "password", "jwt")) {
      assertThat(mistakes(Map.of("address", "https://vault.example.com", name, "file:hvs.CANARY")))
          .noneMatch(told -> told.contains("CANARY"));
    }
  }

  @Test
  void a_key_is_read_as_other_secrets_are() throws IOException {
    String large = file("x".repeat(SecretFileReader.MOST_BYTES + 1));
    assertThat(mistakes(Map.of("client-key", large)))
        .containsExactly(
            "weir.vault.client-key (context-param): file:%s: it has more than 1 MiB; check that it is the right file"
                .formatted(large));
    assertThat(mistakes(Map.of("client-key", "/dev/zero")))
        .containsExactly(
            "weir.vault.client-key (context-param): file:/dev/zero: not a regular file");
  }

  @Test
  void a_key_that_everybody_may_read_is_told() throws IOException {
    String key = file("-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(Path.of(key), PosixFilePermissions.fromString("rw-r--r--"));
    try (CapturedLog log = CapturedLog.of(SecretFileReader.class)) {
      mistakes(Map.of("client-key", key));
      assertThat(log.lines())
          .contains("WEIR-035: every user of this machine may read a secret: file:" + key);
    }
  }

  @Test
  void a_log_of_the_jdk_that_would_hold_tokens_is_a_mistake() throws IOException {
    System.setProperty("jdk.httpclient.HttpClient.log", "errors,headers");
    try {
      assertThat(
              mistakes(
                  Map.of("address", "https://vault.example.com", "token", "file:" + file("x"))))
          .singleElement()
          .asString()
          .contains("writes Vault's tokens into the log");
    } finally {
      System.clearProperty("jdk.httpclient.HttpClient.log");
    }
  }
}

package io.weir.secrets.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.Written;
import io.weir.secrets.ManualClock;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.vault.server.ContractModel;
import io.weir.secrets.vault.server.ContractVault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Vault answers that is broken, another server, or an enemy. */
class VaultFaultsTest {

  private static final String PATH = "secret/app/db";
  private static final String GOOD =
      "{\"data\":{\"data\":{\"password\":\"p1\"},\"metadata\":{\"version\":1}}}";
  private static final String NOT_VAULT =
      "vault:*: HTTP status 200; this is not a response of Vault; check weir.vault.address";

  private final ManualClock clock = new ManualClock();
  private @TempDir Path files;
  private ContractVault contract;
  private VaultSource vault;

  @BeforeEach
  void open() throws IOException {
    contract = ContractVault.open(clock);
    ContractModel model = contract.model();
    model.administer("sys/mounts/secret", "{\"type\":\"kv\",\"options\":{\"version\":\"2\"}}");
    model.administer("secret/data/app/db", "{\"data\":{\"password\":\"p1\"}}");
    vault = asRoot(Duration.ofSeconds(5));
  }

  @AfterEach
  void close() {
    vault.close();
    contract.close();
  }

  private VaultSource asRoot(Duration longest) throws IOException {
    String root = "file:" + Files.writeString(files.resolve("root"), ContractVault.ROOT);
    Settings settings =
        Written.around(
            "rate-limit",
            Map.of("weir.vault.address", contract.address().toString(), "weir.vault.token", root),
            Map.of());
    return new VaultSource(
        VaultPolicy.of(settings, ApplicationSecrets.provider().ofThisMachine()).orElseThrow(),
        clock,
        longest);
  }

  private SecretReadException failure() {
    Throwable thrown = catchThrowable(() -> vault.read(PATH));
    assertThat(thrown).isInstanceOf(SecretReadException.class).hasNoCause();
    assertThat(thrown.getMessage()).doesNotContain("CANARY");
    return (SecretReadException) thrown;
  }

  private String value() throws SecretReadException {
    return VaultSourceTest.value(vault.read(PATH), "password");
  }

  /** What is asked for secrets gets this answer; tokens and mounts are as ever. */
  private void answerReads(ContractVault.Fault answer) {
    contract.fail(exchange -> isRead(exchange) && answer.answers(exchange));
  }

  private static boolean isRead(HttpExchange exchange) {
    return exchange.getRequestURI().getPath().startsWith("/v1/secret/data/");
  }

  private static ContractVault.Fault of(int status, byte[] body) {
    return exchange -> {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      return true;
    };
  }

  private static ContractVault.Fault of(int status, String body) {
    return of(status, body.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | Vault refuses the request      | false | false
          401 | Vault refuses the request      | false | false
          405 | not the path of a key/value    | false | false
          412 | does not know the login yet    | false | true
          429 | the requests exceed Vault's    | true  | true
          472 | standby                        | true  | true
          473 | standby                        | true  | true
          500 | Vault fails                    | true  | true
          501 | not initialised                | true  | true
          502 | Vault fails                    | true  | true
          503 | sealed, or in maintenance      | true  | true
          504 | Vault fails                    | true  | true
          """)
  void each_status_says_what_it_concerns_and_whether_to_wait(
      int status, String told, boolean ofSource, boolean passes) throws Exception {
    answerReads(of(status, "{\"errors\":[\"CANARY\"]}"));
    SecretReadException failure = failure();

    assertThat(failure).hasMessageContaining("HTTP status %d; ", status).hasMessageContaining(told);
    assertThat(failure.affectsSource()).isEqualTo(ofSource);
    assertThat(failure.isTemporary()).isEqualTo(passes);
    contract.fail(exchange -> false);
    assertThat(value()).isEqualTo("p1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CANARY",
        "[\"CANARY\"]",
        "\"CANARY\"",
        "{\"data\":{\"data\":{\"password\":\"CANARY\"",
        "{\"errors\":[\"CANARY\"]}",
        "{\"errors\":[\"CANARY\"],\"data\":null}",
        "{\"data\":\"CANARY\"}",
        "{\"data\":{\"password\":\"CANARY\"}}",
        "{}",
        ""
      })
  void a_good_status_of_another_form_is_no_answer(String body) {
    answerReads(of(200, body));
    assertThat(failure()).hasMessage(NOT_VAULT);
  }

  @Test
  void what_is_nested_without_end_is_no_answer() {
    answerReads(of(200, "{\"data\":" + "[".repeat(1_000_000)));
    assertThat(failure()).hasMessage(NOT_VAULT);
  }

  @Test
  void a_number_without_end_is_no_answer() {
    answerReads(of(200, GOOD.replace("\"p1\"", "9".repeat(1_000_000))));
    assertThat(failure()).hasMessage(NOT_VAULT);
  }

  @Test
  void what_was_not_asked_for_as_gzip_is_no_answer() throws IOException {
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(small)) {
      zip.write(GOOD.getBytes(UTF_8));
    }
    answerReads(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          return of(200, small.toByteArray()).answers(exchange);
        });
    assertThat(failure()).hasMessage(NOT_VAULT);
  }

  @Test
  void the_type_of_the_content_is_not_asked_for_its_form_is() throws Exception {
    answerReads(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          return of(200, GOOD).answers(exchange);
        });
    assertThat(value()).isEqualTo("p1");
  }

  @Test
  void of_two_values_with_one_name_the_last_counts() throws Exception {
    answerReads(of(200, GOOD.replace("{\"password\"", "{\"password\":\"p0\",\"password\"")));
    assertThat(value()).isEqualTo("p1");
  }

  @Test
  void what_is_leased_is_no_kept_secret() {
    answerReads(of(200, GOOD.replaceFirst("\\{", "{\"lease_id\":\"database/creds/app/CANARY\",")));
    assertThat(failure())
        .hasMessage(
            "vault:secret/app/db: this is not a key/value secret; each read creates a new one");
  }

  /** More than any secret, less than would harm the server. */
  @Test
  void a_body_that_is_too_long_is_given_up() throws Exception {
    answerReads(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          writeUntilNobodyReads(exchange.getResponseBody());
          return true;
        });
    assertThat(failure())
        .hasMessage(
            "vault:*: 127.0.0.1:%d sends a response of more than 16 MiB; check that weir.vault.address names Vault",
            contract.address().getPort());
    contract.fail(exchange -> false);
    assertThat(value()).isEqualTo("p1");
  }

  private static void writeUntilNobodyReads(OutputStream body) throws IOException {
    byte[] spaces = new byte[1 << 16];
    Arrays.fill(spaces, (byte) ' ');
    for (long written = 0; written < 1L << 30; written += spaces.length) {
      body.write(spaces);
    }
  }

  @Test
  @Timeout(20)
  void a_body_that_comes_byte_by_byte_has_no_more_time_than_another() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    vault.close();
    vault = asRoot(Duration.ofMillis(400));
    assertThat(value()).isEqualTo("p1");
    answerReads(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream body = exchange.getResponseBody();
          while (!isAfter20Milliseconds(end)) {
            body.write(' ');
            body.flush();
          }
          return true;
        });
    assertThat(failure())
        .hasMessage(
            "vault:*: 127.0.0.1:%d does not answer within 400 ms", contract.address().getPort());
    assertThat(end.getCount()).as("the body still comes").isOne();
    end.countDown();
  }

  private static boolean isAfter20Milliseconds(CountDownLatch end) throws IOException {
    try {
      return end.await(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void a_connection_that_breaks_within_an_answer_is_told_and_made_anew() throws Exception {
    answerReads(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write("{\"data\":{\"CANARY\":".getBytes(UTF_8));
          exchange.getResponseBody().flush();
          throw new IOException("broken");
        });
    SecretReadException broken = failure();

    assertThat(broken)
        .hasMessageStartingWith(
            "vault:*: cannot connect to 127.0.0.1:%d (".formatted(contract.address().getPort()));
    assertThat(broken.isTemporary()).isTrue();
    contract.fail(exchange -> false);
    assertThat(value()).isEqualTo("p1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1:99999/v1/secret/data/app/db",
        "https://CANARY@192.0.2.1/",
        "https:///",
        "//127.0.0.1.example.com/",
        "https:CANARY",
        "HTTPS://[::1",
        "ftp://127.0.0.1/",
        " "
      })
  void a_redirect_to_nowhere_is_told(String location) {
    answerReads(
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          return of(307, "").answers(exchange);
        });
    assertThat(failure()).hasMessageStartingWith("vault:*: ");
  }

  @Test
  void a_mount_of_which_a_stranger_tells_is_not_remembered() throws Exception {
    contract.fail(
        exchange ->
            exchange.getRequestURI().getPath().contains("/internal/ui/")
                && of(200, "<html>CANARY</html>").answers(exchange));
    assertThat(failure()).hasMessage(NOT_VAULT);
    contract.fail(exchange -> false);
    contract.forgetAsked();
    assertThat(value()).isEqualTo("p1");
    assertThat(contract.asked())
        .containsExactly("GET sys/internal/ui/mounts/secret/app/db", "GET secret/data/app/db");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/mount/that/is/longer/than/the/path/", "other/", "/", "secret"})
  void a_mount_that_is_not_above_the_path_is_taken_for_its_first_part(String mount)
      throws Exception {
    contract.fail(
        exchange ->
            exchange.getRequestURI().getPath().contains("/internal/ui/")
                && of(
                        200,
                        "{\"data\":{\"path\":\"%s\",\"type\":\"kv\",\"options\":{\"version\":\"2\"}}}"
                            .formatted(mount))
                    .answers(exchange));
    assertThat(value()).isEqualTo("p1");
  }

  /** Vault counts in seconds from zero, which is without end; a 403 tells the end of the others. */
  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "-9223372036854775808", "99999999999999999999", "1e400", "\"x\"", "{}"})
  void a_life_that_cannot_be_costs_no_login_for_each_read(String ttl) throws Exception {
    contract.fail(
        exchange ->
            exchange.getRequestURI().getPath().endsWith("lookup-self")
                && of(200, "{\"data\":{\"ttl\":%s,\"renewable\":\"x\"}}".formatted(ttl))
                    .answers(exchange));
    for (int i = 0; i < 5; i++) {
      assertThat(value()).isEqualTo("p1");
      assertThat(vault.renew().orElse(Duration.ofHours(1)))
          .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
      clock.by(Duration.ofMinutes(1));
    }
    assertThat(contract.asked("GET auth/token/lookup-self")).isEqualTo(1);
    assertThat(contract.asked("POST auth/token/renew-self")).isZero();
  }

  /** Its quota, a seal: no reason to give up a token that may be good. */
  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void where_vault_cannot_say_whether_a_token_is_known_there_is_no_other_login(int status)
      throws Exception {
    assertThat(value()).isEqualTo("p1");
    contract.fail(
        exchange -> {
          String path = Objects.requireNonNull(exchange.getRequestURI().getPath());
          return path.endsWith("lookup-self")
              ? of(status, "").answers(exchange)
              : isRead(exchange) && of(403, "").answers(exchange);
        });
    contract.forgetAsked();
    assertThat(failure().isTemporary()).isTrue();
    assertThat(contract.asked())
        .containsExactly("GET secret/data/app/db", "GET auth/token/lookup-self");
    contract.fail(exchange -> false);
    assertThat(value()).isEqualTo("p1");
    assertThat(contract.asked("GET auth/token/lookup-self")).isEqualTo(1);
  }
}

package io.weir.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.Written;
import io.weir.secrets.CapturedLog;
import io.weir.secrets.ManualClock;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.vault.server.ContractVault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What opens Vault is in no exception, no cause and no log at its finest, also where a server says
 * it again in whatever it answers.
 */
class VaultLeakTest {

  private static final String CANARY = "CANARY-4711";

  private final ManualClock clock = new ManualClock();
  private final Logger room = Logger.getLogger("io.weir");
  private @TempDir Path files;
  private ContractVault contract;

  @BeforeEach
  void open() throws IOException {
    contract = ContractVault.open(clock);
    room.setLevel(Level.ALL);
  }

  @AfterEach
  void close() {
    room.setLevel(null);
    contract.close();
  }

  static Stream<Arguments> logins() {
    String file = "file:";
    List<Map<String, String>> logins =
        List.of(
            Map.of("token", file),
            Map.of("wrapped-token", file),
            Map.of("auth", "approle", "role-id", file, "secret-id", file),
            Map.of("auth", "approle", "role-id", "open", "wrapped-secret-id", file),
            Map.of("auth", "userpass", "username", "bob", "password", file),
            Map.of("auth", "kubernetes", "role", "shop", "jwt", file),
            Map.of("auth", "jwt", "role", "shop", "jwt", file));
    return logins.stream()
        .flatMap(
            login ->
                Stream.of(200, 204, 307, 400, 403, 404, 429, 500, 503)
                    .map(status -> Arguments.of(login, status)));
  }

  @ParameterizedTest
  @MethodSource("logins")
  void nothing_is_told_that_opens_vault(Map<String, String> login, int status) throws Exception {
    for (String end : List.of("", "\n\n", "\u0007", "\u20ac")) {
      Path secret = Files.writeString(files.resolve("secret"), CANARY + end);
      Map<String, String> full = new HashMap<>();
      full.put("weir.vault.address", contract.address().toString());
      login.forEach(
          (name, value) ->
              full.put("weir.vault." + name, value.equals("file:") ? value + secret : value));
      Settings settings = Written.around("rate-limit", full, Map.of());
      VaultPolicy policy =
          VaultPolicy.of(settings, ApplicationSecrets.provider().ofThisMachine()).orElseThrow();
      contract.fail(exchange -> repeat(exchange, status));
      try (CapturedLog log = CapturedLog.of(VaultLeakTest.class.getPackageName());
          VaultSource vault = new VaultSource(policy, clock, Duration.ofSeconds(5))) {
        Throwable thrown = catchThrowable(() -> vault.read("secret/app/db"));

        assertThat(thrown).isInstanceOf(SecretReadException.class);
        assertThat(all(thrown)).doesNotContain("CANARY");
        assertThat(policy.toString()).doesNotContain("CANARY");
        assertThat(log.lines()).noneMatch(line -> line.contains("CANARY"));
      }
    }
  }

  private static boolean repeat(HttpExchange exchange, int status) throws IOException {
    exchange.getResponseHeaders().set("Location", "http://" + CANARY + "/");
    exchange.getResponseHeaders().set("X-Vault-Token", CANARY);
    byte[] body =
        "{\"errors\":[\"%1$s\"],\"warnings\":[\"%1$s\"],\"data\":\"%1$s\",\"auth\":\"%1$s\"}"
            .formatted(CANARY)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
    if (status != 204) {
      exchange.getResponseBody().write(body);
    }
    return true;
  }

  private static String all(Throwable thrown) {
    StringWriter printed = new StringWriter();
    thrown.printStackTrace(new PrintWriter(printed, true));
    return printed.toString();
  }
}

package io.weir.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.secrets.ManualClock;
import io.weir.secrets.vault.server.Certificates;
import io.weir.secrets.vault.server.ContractVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What profile {@code vault-real} does, to a Vault of another process. */
class VaultRealTest {

  private static final Pattern COUNT = Pattern.compile("\\[\\s*(\\d+) tests (\\w+)\\s*]");

  private final ManualClock clock = new ManualClock();

  /** The same classes as in the profile, in a JVM of their own that has only an address. */
  private static String run(Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dvault.real=true",
                "-cp",
                System.getProperty("java.class.path"),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--select-class=" + VaultSourceTest.class.getName(),
                "--select-class=" + ForeignClientTest.class.getName())
            .redirectErrorStream(true);
    java.environment().keySet().removeIf(name -> name.startsWith("VAULT_"));
    java.environment().putAll(environment);
    Process tests = java.start();
    try {
      String told = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      tests.waitFor();
      return told;
    } finally {
      tests.destroyForcibly();
    }
  }

  private static int count(String told, String what) {
    Matcher counts = COUNT.matcher(told);
    while (counts.find()) {
      if (counts.group(2).equals(what)) {
        return Integer.parseInt(counts.group(1));
      }
    }
    throw new AssertionError(told);
  }

  @Test
  void every_test_of_it_runs_there_and_leaves_nothing_behind(@TempDir Path directory)
      throws Exception {
    Certificates certificates = new Certificates(directory);
    try (ContractVault elsewhere = ContractVault.overTls(clock, certificates.server("server"))) {
      elsewhere.model().administer("sys/mounts/of-others", "{\"type\":\"kv\"}");
      String told =
          run(
              Map.of(
                  "VAULT_ADDR", elsewhere.address().toString(),
                  "VAULT_TOKEN", ContractVault.ROOT,
                  "VAULT_CACERT", certificates.certificate("ca").toString()));

      assertThat(count(told, "successful")).as(told).isPositive().isEqualTo(count(told, "found"));
      assertThat(elsewhere.asked("POST sys/wrapping/unwrap")).isPositive();
      assertThat(elsewhere.model().made()).containsExactly("of-others");
    }
  }

  @Test
  void without_an_address_or_a_token_nothing_else_is_tested_instead() throws Exception {
    String told = run(Map.of());

    assertThat(count(told, "failed")).as(told).isPositive().isEqualTo(count(told, "found"));
    for (Map<String, String> missing :
        List.of(
            Map.<String, String>of(),
            Map.of("VAULT_TOKEN", "t"),
            Map.of("VAULT_ADDR", "http://127.0.0.1:8200"))) {
      assertThatThrownBy(() -> VaultFixture.real(missing))
          .hasMessage(
              "which Vault? VAULT_ADDR is its address, VAULT_TOKEN a token of an administrator");
    }
  }

  @Test
  void who_does_not_answer_or_does_not_know_the_token_is_told() throws Exception {
    ContractVault vault = ContractVault.open(clock);
    String address = vault.address().toString();
    Map<String, String> stranger = Map.of("VAULT_ADDR", address, "VAULT_TOKEN", "hvs.stranger");
    try (vault) {
      assertThatThrownBy(() -> VaultFixture.real(stranger))
          .hasMessage(
              "HTTP status 403 of %s; is VAULT_TOKEN a token of this Vault?".formatted(address));
    }
    assertThatThrownBy(() -> VaultFixture.real(stranger))
        .hasMessage("no Vault answers at VAULT_ADDR, " + address);
  }
}

package io.weir.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.secret.SecretReference;
import io.weir.secrets.ManualClock;
import io.weir.secrets.refresh.RefreshPolicy;
import io.weir.secrets.refresh.RefreshPolicy.OnStartFailure;
import io.weir.secrets.refresh.SecretCache;
import io.weir.secrets.vault.server.ContractModel;
import io.weir.secrets.vault.server.ContractVault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand secrets, and nothing of them in the log. */
class ManySecretsTest {

  private static final int MANY = 1000;
  private static final String CANARY = "canary-4711";

  private final ManualClock clock = new ManualClock();
  private @TempDir Path files;

  @Test
  void a_thousand_secrets_are_refreshed_over_one_connection_by_one_thread() throws Exception {
    try (ContractVault contract = ContractVault.open(clock)) {
      Set<Thread> before = threads();
      contract.model().administer("sys/mounts/kv1", "{\"type\":\"kv\"}");
      for (int i = 0; i < MANY; i++) {
        contract.model().administer("kv1/app/" + i, "{\"password\":\"p" + i + "\"}");
      }
      Path token = Files.writeString(files.resolve("token"), ContractVault.ROOT);
      VaultSource vault =
          VaultSourceTest.vault(contract.address(), clock, Map.of("token-file", token.toString()));
      RefreshPolicy policy =
          new RefreshPolicy(
              Duration.ofSeconds(5),
              Duration.ofHours(1),
              Duration.ofSeconds(120),
              OnStartFailure.FAIL);
      List<SecretReference> references = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        references.add(new SecretReference("vault", "kv1/app/" + i, "password"));
      }
      try (SecretCache cache =
          new SecretCache(
                  Map.of("vault", vault),
                  policy,
                  InstantSource.system(),
                  RandomGenerator.getDefault())
              .start()) {
        assertThat(cache.startupReads().readAll(references)).isEmpty();
        assertThat(references)
            .allSatisfy(reference -> assertThat(cache.current(reference)).isPresent());
        Set<String> ours =
            threads().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(
                    name -> !name.startsWith("contract-") && !name.startsWith("HTTP-Dispatcher"))
                .map(name -> name.replaceAll("[0-9]+", "N"))
                .collect(Collectors.toSet());

        assertThat(contract.connections()).isEqualTo(1);
        // The second is the JDK client's own, one for each client.
        assertThat(ours).containsExactlyInAnyOrder("weir-secrets", "HttpClient-N-SelectorManager");
      }
    }
  }

  private static Set<Thread> threads() {
    return Set.copyOf(Thread.getAllStackTraces().keySet());
  }

  @Test
  void neither_a_token_nor_a_value_is_in_any_log_whatever_happens() throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    Logger root = Logger.getLogger("");
    Level before = root.getLevel();
    Handler ear = ear(said);
    root.addHandler(ear);
    root.setLevel(Level.ALL);
    try (ContractVault contract = ContractVault.open(clock)) {
      live(contract);
    } finally {
      root.removeHandler(ear);
      root.setLevel(before);
    }
    assertThat(said).anyMatch(line -> line.contains("WEIR-030"));
    assertThat(said).noneMatch(line -> line.contains(CANARY));
  }

  private static Handler ear(List<String> said) {
    Handler ear =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            said.add(new SimpleFormatter().format(record));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    ear.setLevel(Level.ALL);
    return ear;
  }

  /** A login, reads, a denial, a seal, a wrong password, an end. */
  private void live(ContractVault contract) throws Exception {
    ContractModel model = contract.model();
    model.administer("sys/mounts/kv1", "{\"type\":\"kv\"}");
    model.administer("kv1/app", "{\"password\":\"%s\"}".formatted(CANARY));
    model.administer("sys/auth/userpass", "{\"type\":\"userpass\"}");
    model.administer(
        "sys/policies/acl/app",
        "{\"policy\":\"path \\\"kv1/app\\\" { capabilities = [\\\"read\\\"] }\"}");
    model.administer(
        "auth/userpass/users/bob",
        "{\"password\":\"%s\",\"token_policies\":\"app\",\"token_ttl\":\"20s\"}".formatted(CANARY));
    model.nameTokens(CANARY);
    Path password = Files.writeString(files.resolve("password"), CANARY);
    VaultSource vault =
        VaultSourceTest.vault(
            contract.address(),
            clock,
            Map.of("auth", "userpass", "username", "bob", "password", "file:" + password));
    SecretCache cache =
        new SecretCache(
            Map.of("vault", vault),
            new RefreshPolicy(
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                Duration.ofSeconds(20),
                OnStartFailure.FAIL),
            clock,
            RandomGenerator.getDefault());
    cache.text(new SecretReference("vault", "kv1/app", "password"));
    cache.text(new SecretReference("vault", "kv1/other", "password"));
    cache.refresh();
    assertThat(
            cache
                .current(new SecretReference("vault", "kv1/app", "password"))
                .map(VaultHttpClient::text))
        .contains(CANARY);
    clock.by(Duration.ofSeconds(15));
    cache.refresh();
    model.seal();
    clock.by(Duration.ofSeconds(15));
    cache.refresh();
    model.unseal();
    model.administer(
        "auth/userpass/users/bob", "{\"password\":\"another\",\"token_policies\":\"app\"}");
    model.revokeAllBut(ContractVault.ROOT);
    clock.by(Duration.ofMinutes(15));
    cache.refresh();
    cache.close();
  }
}

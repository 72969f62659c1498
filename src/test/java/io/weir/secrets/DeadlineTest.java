package io.weir.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.settings.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a deployment waits, with a Vault that takes connections and says nothing. */
class DeadlineTest {

  @TempDir private Path folder;

  @Test
  void all_settings_and_secrets_wait_for_one_deadline_together() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "hvs.example");
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Secrets secrets =
            Secrets.of(
                Settings.early(
                    "secrets",
                    Map.of(
                        "weir.secrets.start-deadline",
                        "2s",
                        "weir.secrets.db.password",
                        "vault:secret/shop#password",
                        "weir.vault.address",
                        "http://127.0.0.1:" + silent.getLocalPort(),
                        "weir.vault.token",
                        "file:" + token)))) {
      long start = System.nanoTime();
      for (String reference : List.of("vault:secret/one#key", "vault:secret/two#key")) {
        assertThatThrownBy(() -> secrets.read(reference))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(secrets.readAll()).hasSize(1);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }
  }
}

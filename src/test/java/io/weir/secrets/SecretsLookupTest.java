package io.weir.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsLookupTest {

  @TempDir private Path folder;

  @Test
  void a_secret_that_the_environment_names_is_looked_up_once() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "p1");
    try (Secrets secrets =
        Secrets.of(
            Settings.early("secrets", Map.of("WEIR_SECRETS_SHOP_DB_PASSWORD", "file:" + file)))) {
      assertThat(secrets.readAll()).isEmpty();
      assertThat(secrets.apply("shop.db.password")).contains("p1");

      // The same object: nothing is decoded again, and the refresh thread is not woken up.
      assertThat(secrets.apply("shop.db.password")).isSameAs(secrets.apply("shop.db.password"));
    }
  }
}

package io.weir.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /** MicroProfile Config 3.1, Environment Variables. */
  @Test
  void a_variable_answers_to_every_name_that_it_stands_for() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "k1");
    Map<String, String> variables =
        Map.of("WEIR_SECRETS_API_KEY", "file:" + file, "weir_secrets_dbPassword", "file:" + file);
    try (Secrets secrets = Secrets.of(Settings.early("secrets", variables))) {
      assertThat(secrets.readAll()).isEmpty();
      for (String name : List.of("api-key", "api.key", "apI_Key", "API_KEY", "api/key")) {
        assertThat(secrets.apply(name)).as(name).contains("k1");
      }
      for (String name : List.of("dbPassword", "db_password", "DBPASSWORD", "apikey")) {
        assertThat(secrets.apply(name).isPresent()).as(name).isEqualTo(name.equals("dbPassword"));
      }
    }
  }

  @Test
  void an_address_of_vault_that_is_a_mistake_is_the_only_one() {
    Settings settings =
        Settings.early(
            "secrets",
            Map.of(
                "weir.vault.address", "vault.example.com",
                "weir.vault.token", "env:PATH",
                "weir.secrets.db", "vault:secret/shop#db"));
    try (Secrets secrets = Secrets.of(settings)) {
      assertThat(settings.mistakes().found()).hasSize(1);
      String untold =
          "vault:secret/shop#db: not read, because the settings of Vault have a mistake";
      assertThat(secrets.readAll())
          .extracting(Mistake::toString)
          .containsExactly("weir.secrets.db: " + untold);
      assertThatThrownBy(() -> secrets.read("vault:secret/shop#db")).hasMessage(untold);
    }
  }

  @Test
  void keys_with_another_separator_are_told_with_commas() {
    Settings settings =
        Settings.early(
            "secrets",
            Map.of(
                "weir.secrets.db.user", "env:PATH",
                "weir.secrets.db.password", "env:PATH",
                "weir.secrets.init-params", "db.user db.password",
                "weir.secrets.jndi", "db.user;db.passwort"));
    Secrets.of(settings).close();
    assertThat(settings.mistakes().found())
        .extracting(Mistake::what)
        .containsExactly(
            "\"db.user db.password\": the elements of a list are separated by commas; write \"db.user, db.password\".",
            "\"db.user;db.passwort\": weir.secrets.db.user;db.passwort is not set.");
  }
}

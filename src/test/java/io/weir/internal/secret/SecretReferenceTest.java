package io.weir.internal.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReferenceTest {

  @ParameterizedTest
  @CsvSource({
    "env:DB_PASSWORD,                 env,   DB_PASSWORD,        ''",
    "env:ODD#NAME,                    env,   ODD#NAME,           ''",
    "file:/run/secrets/db,            file,  /run/secrets/db,    ''",
    "file:/etc/db#password,           file,  /etc/db,            password",
    "file:/etc/c#/db#password,        file,  /etc/c#/db,         password",
    "vault:secret/shop/db#password,   vault, secret/shop/db,     password",
  })
  void says_where_a_secret_is_kept(String text, String source, String path, String key) {
    assertThat(SecretReference.parse(text)).isEqualTo(new SecretReference(source, path, key));
    assertThat(SecretReference.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hunter2", "", "https://hunter2", "Vault:hunter2", ":hunter2", "$hunter2"})
  void what_may_be_the_secret_itself_is_not_repeated(String text) {
    assertThatThrownBy(() -> SecretReference.parse(text))
        .hasMessage(
            "must be a reference, not the secret itself: env:NAME, file:/run/secrets/name or vault:mount/path#key")
        .hasNoCause();
    assertThat(Secret.shown(text)).isEqualTo("*****");
  }

  @ParameterizedTest
  @CsvSource({
    "env:,                env:DB_PASSWORD",
    "file:,               file:/run/secrets/db or file:/run/secrets#db",
    "file:secrets/db,     file:/run/secrets/db or file:/run/secrets#db",
    "file:/etc/db#,       file:/run/secrets/db or file:/run/secrets#db",
    "vault:,              vault:secret/shop/db#password",
    "vault:shop/db,       vault:secret/shop/db#password",
    "vault:#password,     vault:secret/shop/db#password",
  })
  void an_incomplete_one_is_told_with_one_that_works(String text, String example) {
    assertThatThrownBy(() -> SecretReference.parse(text))
        .hasMessageContaining(": the reference is incomplete; a complete one is " + example);
  }

  @Test
  void what_is_no_path_of_a_file_is_not_repeated() {
    assertThatThrownBy(() -> SecretReference.parse("file:hvs.CANARY"))
        .hasMessage(
            "file: the reference is incomplete; a complete one is file:/run/secrets/db or file:/run/secrets#db");
  }

  @Test
  void a_secret_prints_as_nothing() {
    assertThat(Secret.of("hunter2")).hasToString("*****");
  }
}

package io.weir.secrets.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.FilePolicy.Permissions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentSourceTest {

  @TempDir private Path folder;

  private static EnvironmentSource source(Map<String, String> environment, Optional<Path> dotEnv) {
    SecretFileReader files =
        new SecretFileReader(new FilePolicy(Optional.empty(), Permissions.OFF));
    return new EnvironmentSource(environment, files, dotEnv);
  }

  private static EnvironmentSource source(Map<String, String> environment) {
    return source(environment, Optional.empty());
  }

  private static String read(EnvironmentSource source, String name) throws SecretReadException {
    Secret secret = requireNonNull(source.read(name).values().get(""));
    return new String(secret.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void a_variable_is_given_as_it_is() throws Exception {
    assertThat(read(source(Map.of("DB", " ${x}\n")), "DB")).isEqualTo(" ${x}\n");
  }

  @Test
  void a_variable_may_name_a_file_instead() throws Exception {
    Path file = Files.writeString(folder.resolve("db"), "one\n");
    EnvironmentSource source = source(Map.of("DB_FILE", file.toString()));
    assertThat(read(source, "DB")).isEqualTo("one");
    Files.writeString(file, "two\n");
    assertThat(read(source, "DB")).isEqualTo("two");
  }

  @Test
  void both_are_a_mistake() {
    assertThatThrownBy(() -> read(source(Map.of("DB", "hunter2", "DB_FILE", "/x")), "DB"))
        .hasMessage("env:DB: DB_FILE is set too; set only one of the two");
  }

  /** Images declare variables without a value; one that is empty is as if it were not set. */
  @Test
  void an_empty_variable_gives_way_to_the_file() throws Exception {
    Path file = Files.writeString(folder.resolve("db"), "one\n");
    assertThat(read(source(Map.of("DB", "", "DB_FILE", file.toString())), "DB")).isEqualTo("one");
    Path dotEnv = Files.writeString(folder.resolve(".env"), "DB=two\n");
    assertThatThrownBy(() -> read(source(Map.of("DB", ""), Optional.of(dotEnv)), "DB"))
        .hasMessage("env:DB: it is empty");
    assertThat(read(source(Map.of("DB", "hunter2", "DB_FILE", "")), "DB")).isEqualTo("hunter2");
    assertThatThrownBy(() -> read(source(Map.of("DB", "", "DB_FILE", "")), "DB"))
        .hasMessage("env:DB: it is empty");
  }

  @Test
  void neither_an_empty_one_nor_none_is_a_secret() {
    assertThatThrownBy(() -> read(source(Map.of()), "DB"))
        .hasMessage("env:DB: no such environment variable");
    assertThatThrownBy(() -> read(source(Map.of("DB", "")), "DB"))
        .hasMessage("env:DB: it is empty");
  }

  @Test
  void a_secret_where_a_file_belongs_is_not_repeated() {
    assertThatThrownBy(() -> read(source(Map.of("DB_FILE", "hunter2")), "DB"))
        .hasMessage("env:DB: DB_FILE is not an absolute path");
  }

  @Test
  void a_file_that_is_not_there_is_told() {
    assertThatThrownBy(() -> read(source(Map.of("DB_FILE", "/nope/db")), "DB"))
        .hasMessage("env:DB: DB_FILE is /nope/db: no such file, or not readable by this server");
  }

  @Test
  void a_developers_file_stands_in_for_variables_that_are_not_set() throws Exception {
    Path file = Files.writeString(folder.resolve("shop.env"), "DB=of file\nMAIL=of file\n");
    EnvironmentSource source = source(Map.of("DB", "of environment"), Optional.of(file));
    assertThat(read(source, "DB")).isEqualTo("of environment");
    assertThat(read(source, "MAIL")).isEqualTo("of file");
    assertThatThrownBy(() -> read(source, "OTHER"))
        .hasMessage("env:OTHER: no such environment variable");
  }

  @Test
  void a_line_that_cannot_be_read_is_told_by_its_number() throws Exception {
    Path file = Files.writeString(folder.resolve("shop.env"), "DB=one\nhunter2 is my password\n");
    assertThat(read(source(Map.of(), Optional.of(file)), "DB")).isEqualTo("one");
    assertThatThrownBy(() -> read(source(Map.of(), Optional.of(file)), "OTHER"))
        .hasMessageEndingWith("line 2 is not NAME=value")
        .hasMessageNotContaining("hunter2");
  }
}

package io.weir.secrets.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Secrets as properties of this JVM. */
class SecretExportTest {

  private static final String NAME = "shop.test.handed-out";

  @AfterEach
  void forget() {
    System.clearProperty(NAME);
  }

  @Test
  void a_property_is_of_one_application_at_a_time() {
    System.setProperty(NAME, "of the server");
    try (SecretExport ours = given("ours")) {
      assertThatThrownBy(() -> given("theirs"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the system property shop.test.handed-out is already exported by ours");
      assertThat(System.getProperty(NAME)).isEqualTo("ours");
      ours.change(Optional.of("ours, rotated"));
      assertThat(System.getProperty(NAME)).isEqualTo("ours, rotated");
    }
    assertThat(System.getProperty(NAME)).isEqualTo("of the server");
    try (SecretExport theirs = given("theirs")) {
      assertThat(System.getProperty(NAME)).isEqualTo("theirs");
      theirs.change(Optional.of("theirs, rotated"));
    }
    assertThat(System.getProperty(NAME)).isEqualTo("of the server");
  }

  @Test
  void what_somebody_else_wrote_since_stays() {
    try (SecretExport ours = given("ours")) {
      ours.change(Optional.of("ours, rotated"));
      System.setProperty(NAME, "somebody's");
    }
    assertThat(System.getProperty(NAME)).isEqualTo("somebody's");
  }

  @Test
  void a_value_that_comes_too_late_is_not_given() {
    SecretExport ours = given("ours");
    ours.close();
    ours.change(Optional.of("ours, too late"));
    assertThat(System.getProperty(NAME)).isNull();
    try (SecretExport theirs = given("theirs")) {
      ours.close();
      theirs.change(Optional.of("theirs, rotated"));
      assertThatThrownBy(() -> given("a third one's")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_deployment_that_failed_halfway_bars_nobody_of_its_own() {
    System.setProperty(NAME, "of the server");
    SecretExport givenUp = given("ours");
    assertThatThrownBy(() -> given("theirs")).isInstanceOf(IllegalArgumentException.class);
    try (SecretExport next = SecretExport.systemProperty(NAME, "ours")) {
      assertThat(System.getProperty(NAME)).isEqualTo("of the server");
      next.change(Optional.of("ours, again"));
      givenUp.change(Optional.of("ours, too late"));
      givenUp.close();
      assertThat(System.getProperty(NAME)).isEqualTo("ours, again");
      assertThatThrownBy(() -> given("theirs")).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(System.getProperty(NAME)).isEqualTo("of the server");
    assertThat(System.getProperties().stringPropertyNames())
        .noneMatch(name -> name.startsWith("io.weir."));
    givenUp.close();
    assertThat(System.getProperty(NAME)).isEqualTo("of the server");
  }

  @Test
  void what_is_too_old_is_taken_back_until_there_is_another() {
    System.setProperty(NAME, "of the server");
    try (SecretExport ours = given("ours")) {
      ours.change(Optional.empty());
      assertThat(System.getProperty(NAME)).isEqualTo("of the server");
      ours.change(Optional.of("ours, read again"));
      assertThat(System.getProperty(NAME)).isEqualTo("ours, read again");
      System.setProperty(NAME, "somebody's");
      ours.change(Optional.empty());
    }
    assertThat(System.getProperty(NAME)).isEqualTo("somebody's");
  }

  @Test
  void what_is_there_stays_until_there_is_a_value() {
    System.setProperty(NAME, "of the server");
    try (SecretExport ours = SecretExport.systemProperty(NAME, "ours")) {
      assertThat(System.getProperty(NAME)).isEqualTo("of the server");
      assertThatThrownBy(() -> given("theirs")).isInstanceOf(IllegalArgumentException.class);
      System.setProperty(NAME, "of the server, later");
      ours.change(Optional.of("ours"));
    }
    assertThat(System.getProperty(NAME)).isEqualTo("of the server, later");
  }

  /** Of an application that is called as its value is. */
  private static SecretExport given(String value) {
    SecretExport property = SecretExport.systemProperty(NAME, value);
    property.change(Optional.of(value));
    return property;
  }
}

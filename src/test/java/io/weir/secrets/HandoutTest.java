package io.weir.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Secrets as properties of this JVM. */
class HandoutTest {

  private static final String NAME = "shop.test.handed-out";

  @AfterEach
  void forget() {
    System.clearProperty(NAME);
  }

  @Test
  void a_property_is_of_one_application_at_a_time() {
    System.setProperty(NAME, "of the server");
    try (Handout ours = given("ours")) {
      assertThatThrownBy(() -> given("theirs"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the system property shop.test.handed-out is handed out already, by another application?");
      assertThat(System.getProperty(NAME)).isEqualTo("ours");
      ours.change("ours, rotated");
      assertThat(System.getProperty(NAME)).isEqualTo("ours, rotated");
    }
    assertThat(System.getProperty(NAME)).isEqualTo("of the server");
    try (Handout theirs = given("theirs")) {
      assertThat(System.getProperty(NAME)).isEqualTo("theirs");
      theirs.change("theirs, rotated");
    }
    assertThat(System.getProperty(NAME)).isEqualTo("of the server");
  }

  @Test
  void what_somebody_else_wrote_since_stays() {
    try (Handout ours = given("ours")) {
      ours.change("ours, rotated");
      System.setProperty(NAME, "somebody's");
    }
    assertThat(System.getProperty(NAME)).isEqualTo("somebody's");
  }

  @Test
  void a_value_that_comes_too_late_is_not_given() {
    Handout ours = given("ours");
    ours.close();
    ours.change("ours, too late");
    assertThat(System.getProperty(NAME)).isNull();
    try (Handout theirs = given("theirs")) {
      ours.close();
      theirs.change("theirs, rotated");
      assertThatThrownBy(() -> given("a third one's")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void what_is_there_stays_until_there_is_a_value() {
    System.setProperty(NAME, "of the server");
    try (Handout ours = Handout.systemProperty(NAME)) {
      assertThat(System.getProperty(NAME)).isEqualTo("of the server");
      assertThatThrownBy(() -> given("theirs")).isInstanceOf(IllegalArgumentException.class);
      System.setProperty(NAME, "of the server, later");
      ours.change("ours");
    }
    assertThat(System.getProperty(NAME)).isEqualTo("of the server, later");
  }

  private static Handout given(String value) {
    Handout property = Handout.systemProperty(NAME);
    property.change(value);
    return property;
  }
}

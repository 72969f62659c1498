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
    try (Handout ours = Handout.systemProperty(NAME, "ours")) {
      assertThatThrownBy(() -> Handout.systemProperty(NAME, "theirs"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the system property shop.test.handed-out is handed out already, by another application?");
      assertThat(System.getProperty(NAME)).isEqualTo("ours");
      ours.change("ours, rotated");
      assertThat(System.getProperty(NAME)).isEqualTo("ours, rotated");
    }
    assertThat(System.getProperty(NAME)).isEqualTo("of the server");
    try (Handout theirs = Handout.systemProperty(NAME, "theirs")) {
      assertThat(System.getProperty(NAME)).isEqualTo("theirs");
      theirs.change("theirs, rotated");
    }
    assertThat(System.getProperty(NAME)).isEqualTo("of the server");
  }

  @Test
  void what_somebody_else_wrote_since_stays() {
    try (Handout ours = Handout.systemProperty(NAME, "ours")) {
      ours.change("ours, rotated");
      System.setProperty(NAME, "somebody's");
    }
    assertThat(System.getProperty(NAME)).isEqualTo("somebody's");
  }

  @Test
  void a_value_that_comes_too_late_is_not_given() {
    Handout ours = Handout.systemProperty(NAME, "ours");
    ours.close();
    ours.change("ours, too late");
    assertThat(System.getProperty(NAME)).isNull();
    try (Handout theirs = Handout.systemProperty(NAME, "theirs")) {
      ours.close();
      theirs.change("theirs, rotated");
      assertThatThrownBy(() -> Handout.systemProperty(NAME, "a third one's"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

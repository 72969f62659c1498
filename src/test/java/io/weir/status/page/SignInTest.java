package io.weir.status.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInTest {

  private Instant now = Instant.parse("2026-05-04T12:00:00Z");
  private final SignIn signIn = new SignIn(() -> now);

  @Test
  void a_code_is_good_for_fifteen_minutes() {
    String code = signIn.newCode();
    assertThat(code).hasSize(22); // 128 bits
    now = now.plus(Duration.ofMinutes(15)).minusNanos(1);
    assertThat(signIn.enter(code)).isPresent();
    String other = signIn.newCode();
    now = now.plus(Duration.ofMinutes(15));
    assertThat(signIn.enter(other)).isEmpty();
  }

  @Test
  void a_new_code_ends_the_one_before() {
    String code = signIn.newCode();
    String other = signIn.newCode();
    assertThat(signIn.enter(code)).isEmpty();
    assertThat(signIn.enter(other)).isPresent();
  }

  @Test
  void wrong_codes_take_the_code_from_nobody() {
    String code = signIn.newCode();
    for (int i = 0; i < 1000; i++) {
      assertThat(signIn.enter("wrong")).isEmpty();
    }
    assertThat(signIn.enter(code)).isPresent();
  }

  @Test
  void there_is_no_code_before_one_is_made() {
    assertThat(signIn.enter("")).isEmpty();
    assertThat(signIn.enter("null")).isEmpty();
  }
}

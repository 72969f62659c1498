package io.weir.internal.counting;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.secret.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PseudonymsTest {

  private final Pseudonyms pseudonyms = under("a secret of the tests");

  private static Pseudonyms under(String secret) {
    return new Pseudonyms(Secret.of(secret.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void equal_parts_have_one_name_under_one_secret() {
    assertThat(pseudonyms.of("user", "alice")).isEqualTo(pseudonyms.of("user", "alice"));
    assertThat(under("another secret").of("user", "alice"))
        .isNotEqualTo(pseudonyms.of("user", "alice"));
  }

  @Test
  void parts_that_are_cut_differently_are_others() {
    assertThat(pseudonyms.of("ab", "c")).isNotEqualTo(pseudonyms.of("a", "bc"));
    assertThat(pseudonyms.of("ab", "")).isNotEqualTo(pseudonyms.of("ab"));
  }

  @Test
  void a_name_tells_nothing_and_is_short() {
    assertThat(pseudonyms.of("user", "alice")).doesNotContain("alice").hasSize(22);
    assertThat(pseudonyms.of("x".repeat(100_000))).hasSize(22);
  }
}

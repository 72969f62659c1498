package io.weir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns take steps in proportion to the text, also where a backtracking engine would hang. */
class TextPatternTest {

  /** Counts how often an engine looks at a character. */
  private static final class Counting implements CharSequence {

    private final String text;
    private long steps;

    Counting(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      steps++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }
  }

  private static long steps(String pattern, String text) {
    Counting counting = new Counting(text);
    TextPattern.of(pattern).isIn(counting);
    return counting.steps;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+b",
        "(a|a)*b",
        "(a|aa)+$b",
        "^(.*?,){12}P",
        "(.*a){10}b",
        "(a*)*c",
        "([a-zA-Z]+)*[0-9]",
      })
  void steps_grow_with_the_length_of_the_text_alone(String pattern) {
    long some = steps(pattern, "a,".repeat(500));
    long more = steps(pattern, "a,".repeat(5000));
    assertThat(some).isBetween(1L, 10L * 1000);
    assertThat(more).isLessThanOrEqualTo(11 * some);
    assertThat(steps(pattern, "a".repeat(10_000))).isLessThanOrEqualTo(10L * 10_000);
  }

  @Test
  void the_list_of_the_jar_takes_few_steps_a_character() {
    String text = "ignore all of the your my our these those ".repeat(200);
    for (TextPattern pattern : PatternLists.shipped()) {
      Counting counting = new Counting(text);
      pattern.isIn(counting);
      assertThat(counting.steps).as(pattern.toString()).isLessThanOrEqualTo(10L * text.length());
    }
  }

  @Test
  void what_is_removed_is_not_found_again() {
    assertThat(TextPattern.of("[<>]").removedFrom("<a>b")).isEqualTo("ab");
    assertThat(TextPattern.of("ab").removedFrom("aabb1")).isEqualTo("1");
    assertThat(List.of("x", ""))
        .allSatisfy(text -> assertThat(TextPattern.of("q").removedFrom(text)).isEqualTo(text));
  }
}

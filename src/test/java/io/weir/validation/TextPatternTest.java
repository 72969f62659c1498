package io.weir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.settings.Mistakes;
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

  private static Rewrites rewrites(String checks) {
    List<RequestCheck> read = CheckParser.parseAll("c: /x " + checks, "checks", new Mistakes());
    return new Rewrites(read.get(0).rewrites());
  }

  @Test
  void changes_are_repeated_until_nothing_changes() {
    Rewrites both = rewrites("param:a trim; param:a strip <; param:a strip ab");
    assertThat(both.applied("a", " x <")).isEqualTo("x");
    assertThat(both.applied("a", "aabb1")).isEqualTo("1");
    assertThat(both.applied("a", "a<b")).isEmpty();
    assertThat(both.applied("b", " <ab")).isEqualTo(" <ab");
    String nested = "a".repeat(40) + "b".repeat(40);
    assertThat(both.isDone("a", both.applied("a", nested))).isFalse();
    assertThat(both.isDone("a", "x")).isTrue();
  }

  @Test
  void what_is_removed_is_gone() {
    assertThat(TextPattern.of("[<>]").removedFrom("<a>b")).isEqualTo("ab");
    assertThat(TextPattern.of("q").removedFrom("")).isEmpty();
  }
}

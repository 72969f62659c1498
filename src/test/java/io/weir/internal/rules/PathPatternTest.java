package io.weir.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

  @ParameterizedTest
  @CsvSource({
    "/token, /token",
    "/token, /token/",
    "/, /",
    "/, ''",
    "/**, ''",
    "/**, /",
    "/**, /a/b",
    "/**, //",
    "/files/**, /files",
    "/files/**, /files/",
    "/files/**, /files/a//b",
    "/make-call/{phone}/*, /make-call/+4930/x",
    "/make-call/{phone}/*, /make-call/+4930/x/",
    "/my file/*, /my file/a",
  })
  void matches(String pattern, String path) {
    assertThat(PathPattern.parse(pattern).matches(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/token, /Token",
    "/token, /token2",
    "/token, /tok",
    "/token, /token//",
    "/token, /token/a",
    "/token, token",
    "/token, /",
    "/token, ''",
    "/, //",
    "/, /a",
    "/*, /",
    "/*, //",
    "/{a}/b, //b",
    "/files/**, /files2",
    "/files/**, /",
    "/files/*/**, /files",
  })
  void does_not_match(String pattern, String path) {
    assertThat(PathPattern.parse(pattern).matches(path)).isFalse();
  }

  @Test
  void a_variable_has_the_value_of_its_segment() {
    PathPattern calls = PathPattern.parse("/make-call/{phone}/{scenario}");

    assertThat(calls.variable("phone", "/make-call/+4930/x")).contains("+4930");
    assertThat(calls.variable("scenario", "/make-call/+4930/x/")).contains("x");
    assertThat(calls.variable("scenario", "/make-call/+4930")).isEmpty();
    assertThat(calls.variable("no such", "/make-call/+4930/x")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      textBlock =
          """
          token        → a path begins with "/", for example /token.
          ''           → a path begins with "/", for example /token.
          /a/          → a path has no slash at the end; a slash at the end of a request's path is ignored.
          //           → a segment is empty; write one slash between two segments.
          /a//b        → a segment is empty; write one slash between two segments.
          /a/../b      → "." and ".." are resolved before a path is compared; leave them out.
          /.           → "." and ".." are resolved before a path is compared; leave them out.
          /a/**/b      → "**" is allowed at the end only, as in /files/**; "*" is one segment.
          /**/**       → "**" is allowed at the end only, as in /files/**; "*" is one segment.
          /a*          → "*" and variables are whole segments, as in /calls/{id}/*.
          /a{b}        → "*" and variables are whole segments, as in /calls/{id}/*.
          /{a}{b}      → "a}{b" is not the name of a variable; use a letter and then letters, digits, "-" and "_", as in {phone}.
          /{}          → "" is not the name of a variable; use a letter and then letters, digits, "-" and "_", as in {phone}.
          /{a}/{b}/{a} → each variable of a path needs a name of its own.
          /a%20b       → paths are compared decoded; write the character itself, in quotes if it is a blank.
          /a;b         → a path has no ";", "?", "#" or "\\", and no control characters.
          /a?b         → a path has no ";", "?", "#" or "\\", and no control characters.
          /a#b         → a path has no ";", "?", "#" or "\\", and no control characters.
          /a\\b        → a path has no ";", "?", "#" or "\\", and no control characters.
          """)
  void a_pattern_that_no_path_is_like_is_a_mistake(String text, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathPattern.parse(text))
        .withMessage(sentence);
  }

  @Test
  void matching_leaves_no_garbage() {
    PathPattern pattern = PathPattern.parse("/make-call/{phone}/*/end/**");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    boolean matched = pattern.matches("/make-call/+4930/x/end/y");
    long before = threads.getCurrentThreadAllocatedBytes();
    long between = threads.getCurrentThreadAllocatedBytes();

    for (int i = 0; i < 1000; i++) {
      matched &= pattern.matches("/make-call/+4930/x/end/y");
    }

    long after = threads.getCurrentThreadAllocatedBytes();
    assertThat(matched).isTrue();
    assertThat(after - between).isLessThanOrEqualTo(between - before);
  }
}

package io.weir.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPatternTest {

  @ParameterizedTest
  @CsvSource({
    "GET /a, GET, true",
    "GET /a, HEAD, true",
    "GET /a, get, true",
    "GET /a, POST, false",
    "HEAD /a, HEAD, true",
    "HEAD /a, GET, false",
    "POST|PUT /a, HEAD, false",
    "/a, PURGE, true",
  })
  void head_counts_as_get_and_methods_count_in_any_case(
      String methodsAndPath, String method, boolean matches) {
    assertThat(pattern(methodsAndPath).matchesMethod(method)).isEqualTo(matches);
  }

  @Test
  void any_of_its_paths_matches() {
    RequestPattern pattern = pattern("/a, /b/*");

    assertThat(pattern.matchesPath("/b/c")).isTrue();
    assertThat(pattern.matchesPath("/a/")).isTrue();
    assertThat(pattern.matchesPath("/b")).isFalse();
  }

  @Test
  void a_wrong_pattern_cannot_exist() {
    List<PathPattern> everything = List.of(PathPattern.EVERYTHING);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequestPattern(Set.of("get"), everything));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RequestPattern(
                    Set.of(), List.of(PathPattern.EVERYTHING, PathPattern.EVERYTHING)));
  }

  private static RequestPattern pattern(String text) {
    return SampleTable.read(text + " 1/day").get(0).requests();
  }
}

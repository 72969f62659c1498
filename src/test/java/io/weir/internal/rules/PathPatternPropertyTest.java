package io.weir.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PathPatternPropertyTest {

  @Property(tries = 5000)
  void a_pattern_matches_what_comparing_segment_by_segment_does(
      @ForAll("patterns") PathPattern pattern, @ForAll("paths") String path) {
    assertThat(pattern.matches(path)).isEqualTo(matchesSplit(pattern, path));
  }

  @Property(tries = 5000)
  void a_variable_is_the_segment_in_its_place(
      @ForAll("patterns") PathPattern pattern, @ForAll("paths") String path) {
    int place = pattern.segments().indexOf(new PathSegment.Variable("v0"));
    Optional<String> expected =
        place >= 0 && matchesSplit(pattern, path)
            ? Optional.of(split(path).get(place))
            : Optional.empty();

    assertThat(pattern.variable("v0", path)).isEqualTo(expected);
  }

  @Property
  void a_pattern_is_what_its_text_says(@ForAll("patterns") PathPattern pattern) {
    assertThat(PathPattern.parse(pattern.toString())).isEqualTo(pattern);
  }

  /** A simple model of the same matching. */
  private static boolean matchesSplit(PathPattern pattern, String path) {
    List<String> segments = split(path);
    int fixed = pattern.segments().size();
    if (segments.size() < fixed || (segments.size() > fixed && !pattern.anyRest())) {
      return false;
    }
    for (int i = 0; i < fixed; i++) {
      boolean equal =
          pattern.segments().get(i) instanceof PathSegment.Literal literal
              ? literal.text().equals(segments.get(i))
              : !segments.get(i).isEmpty();
      if (!equal) {
        return false;
      }
    }
    return true;
  }

  private static List<String> split(String path) {
    String bare = path.replaceFirst("/$", "").replaceFirst("^/", "");
    return path.isEmpty() || path.equals("/") ? List.of() : List.of(bare.split("/", -1));
  }

  @Provide
  Arbitrary<PathPattern> patterns() {
    return RuleArbitraries.patterns("ab", " +é");
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars("ab/").ofMaxLength(12).map(rest -> "/" + rest),
        Arbitraries.of("a", "b", "A", "+49", "é", "", " ")
            .list()
            .ofMaxSize(5)
            .map(segments -> "/" + String.join("/", segments)),
        Arbitraries.just(""));
  }
}

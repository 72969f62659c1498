package io.weir.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {

  private static String form(List<String> lines) {
    Accept accept = Accept.of(lines);
    return accept.prefersHtml() ? "page" : accept.acceptsOnlyPlainJson() ? "json" : "problem";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | problem",
        "application/json | json",
        "application/json, application/problem+json | problem",
        "application/* | problem",
        "application/json;q=0.5, */*;q=0.1 | problem",
        "application/problem+json;q=0, application/json | json",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | page",
        "TEXT/HTML | page",
        "text/html;q=0.5, application/json | json",
        "text/html;q=0.5, */* | problem",
        "text/html, application/json | json",
        "text/* | problem",
        "text/plain | problem",
        "text/html;q=nonsense | problem",
        "text/html;title=\"a,b;q=1\";q=0.2, application/json;q=0.5 | json",
        ";;;,,, | problem",
      })
  void theClientReadsWhatItLikesBest(String accept, String form) {
    assertThat(form(List.of(accept))).isEqualTo(form);
  }

  @Property
  void whatever_is_sent_there_is_a_form(@ForAll List<String> lines) {
    assertThat(form(lines)).isIn("page", "json", "problem");
  }
}

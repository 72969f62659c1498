package io.weir.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.breaker.Outcome.Kind;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application says of the services that it calls. */
class UpstreamReportTest {

  @ParameterizedTest
  @CsvSource({
    "openai=ok, SUCCESS",
    "openai=200, SUCCESS",
    "openai=429, SUCCESS",
    "openai=404, SUCCESS",
    "openai=500, FAILURE",
    "openai=503, FAILURE",
    "openai=599, FAILURE",
    "openai=timeout, FAILURE",
    "openai=error, FAILURE",
    "' openai = 503 ; ', FAILURE",
    "openai=ok;openai=503, FAILURE",
    "openai=503;openai=ok, FAILURE",
    "twilio=503;openai=ok, SUCCESS",
  })
  void a_report_says_how_calls_ended(String text, Kind kind) {
    UpstreamReport report = UpstreamReport.of(text);
    assertThat(report.readable()).isTrue();
    assertThat(report.outcomes().get("openai")).extracting(Outcome::kind).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai",
        "openai=",
        "=503",
        "openai=OK",
        "openai=99",
        "openai=5031",
        "open ai=ok"
      })
  void what_cannot_be_read_says_nothing(String text) {
    UpstreamReport report = UpstreamReport.of(text);
    assertThat(report.readable()).isFalse();
    assertThat(report.outcomes()).isEmpty();
  }

  @Test
  void no_report_is_readable_and_other_objects_are_not() {
    assertThat(UpstreamReport.of(null)).isEqualTo(UpstreamReport.of(""));
    assertThat(UpstreamReport.of(503).readable()).isFalse();
    assertThat(UpstreamReport.of("a=ok;".repeat(1000)).readable()).isFalse();
  }

  @Property
  void no_text_throws(@ForAll String text) {
    assertThat(UpstreamReport.of(text).outcomes().values())
        .extracting(Outcome::kind)
        .doesNotContain(Kind.NEITHER);
  }
}

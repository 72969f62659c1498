package io.weir.internal.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemTest {

  private final Problem problem =
      new Problem(
          "https://iana.org/assignments/http-problem-types#quota-exceeded",
          "Too Many Requests",
          429,
          "Rate limit exceeded: 2 per 1 minute",
          Map.of("violated-policies", List.of("calls")));

  @Test
  void the_document_is_that_of_the_design() {
    assertThat(problem.json())
        .isEqualTo(
            "{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                + "\"title\":\"Too Many Requests\",\"status\":429,"
                + "\"detail\":\"Rate limit exceeded: 2 per 1 minute\",\"violated-policies\":[\"calls\"]}");
  }

  @Test
  void the_detail_alone_is_all_that_old_clients_read() {
    assertThat(problem.detailJson())
        .isEqualTo("{\"detail\":\"Rate limit exceeded: 2 per 1 minute\"}");
  }

  @Test
  void nothing_in_it_becomes_markup_or_ends_a_string() {
    Problem hostile = Problem.plain(400, "Bad Request", "<script>\"\\\n</script>");
    assertThat(hostile.html()).doesNotContain("<script>");
    assertThat(hostile.detailJson()).isEqualTo("{\"detail\":\"<script>\\\"\\\\\\n</script>\"}");
  }
}

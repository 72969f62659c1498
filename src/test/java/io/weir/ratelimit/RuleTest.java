package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.Limit;
import io.weir.internal.rules.PathPattern;
import io.weir.internal.rules.RequestPattern;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

  @ParameterizedTest
  @CsvSource({
    "other: GET|POST /a 2/day per user cost 2, true",
    "r: POST|GET /a 2 per 24 hours per user cost 2 shadow except role:x when-cluster-fails open,"
        + " true",
    "r: GET /a 2/day per user cost 2, false",
    "r: GET|POST /b 2/day per user cost 2, false",
    "r: GET|POST /a 3/day per user cost 2, false",
    "r: GET|POST /a 2/day per ip cost 2, false",
    "r: GET|POST /a 2/day per user, false",
    "r: GET|POST /a 2/day per user cost 2 smooth, false",
  })
  void what_it_says_counts_together_not_what_it_is_called_or_whom_it_spares(
      String line, boolean together) {
    Rule rule = rule("r: GET|POST /a 2/day per user cost 2");

    assertThat(rule(line).identity().equals(rule.identity())).isEqualTo(together);
  }

  @Test
  void a_wrong_rule_cannot_exist() {
    assertThatIllegalArgumentException().isThrownBy(() -> of("2r", 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("r", 3))
        .withMessage(
            "\"2 per 1 minute\": the rule's cost is greater, so every request would be refused.");
    assertThatIllegalArgumentException().isThrownBy(() -> new Limit(0, Duration.ofDays(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limit(1, Duration.ofMillis(1500)));
  }

  private static Rule of(String name, long cost) {
    return new Rule(
        name,
        new RequestPattern(Set.of(), List.of(PathPattern.EVERYTHING)),
        List.of(new Limit(2, Duration.ofMinutes(1))),
        Sample.options(cost));
  }

  @ParameterizedTest
  @CsvSource({
    "a: POST /a 1/day per header:X-Key, 1",
    "a: POST /a 1/day per session, 1",
    "a: POST /a 1/day per user, 0",
    "a: POST /a 1/day per header:X-Key+ip, 1",
    "a: POST /a 1/day per session; b: POST /a 9/day, 0",
    "a: POST /a 1/day per session; b: /** 9/day per ip, 0",
    "a: HEAD /a 1/day per session; b: GET /** 9/day per ip, 0",
    "a: POST /a 1/day per session; b: /** 9/day per ip shadow, 1",
    "a: POST /a 1/day per session; b: GET /a 9/day per ip, 1",
    "a: /a 1/day per session; b: POST /a 9/day per ip, 1",
    "a: POST /a 1/day per session; b: POST /b 9/day per ip, 1",
    "a: POST /a 1/day per session; b: POST /a 9/day per user, 1",
    "a: POST /a 1/day per user+header:X-Key; b: /** 9/day, 0",
    "a: POST /a 1/day per session; b: /** 9/day per ip except role:admin, 1",
    "a: /a/{id} 1/day per path:id, 1",
    "a: /a/{id} 1/day per path:id strict, 1",
    "a: /a/{id} 1/day per path:id+user, 1",
    "a: /a/{id} 1/day per path:id; b: /b/{id} 9/day per ip, 1",
    "a: /a/{id} 1/day per path:id; b: POST /** 9/day per ip, 1",
    "a: /a/{id} 1/day per path:id; b: /** 9/day per ip shadow, 1",
    "a: /a/{id} 1/day per path:id; b: /** 9/day per ip counting failures, 1",
    "a: /a/{id} 1/day per path:id; b: /a/{id} 9/day per ip, 0",
    "a: /a/{id} 1/day per path:id; b: /** 9/day per ip, 0",
    "a: /a/{id} 1/day per phone:id, 0",
    "a: /a/{id} 1/day per phone-prefix:id, 0",
    "a: POST /app/a 1/day, 1",
    "a: POST /appetite 1/day, 0",
  })
  void a_key_that_the_client_chooses_needs_a_rule_per_ip_beside_it(String rules, int warnings) {
    assertThat(
            RuleChecks.warnings(RuleParserTest.read(rules.replace("; ", "\n")), List.of(), "/app"))
        .hasSize(warnings);
  }

  @Test
  void a_warning_says_what_to_add() {
    assertThat(
            RuleChecks.warnings(
                RuleParserTest.read("a: POST /a 1/day per header:X-Key"), List.of(), ""))
        .containsExactly(
            "rule a counts per header:X-Key, which a client can change with every request;"
                + " add a rule per ip on the same paths.");
  }

  @ParameterizedTest
  @CsvSource({
    "BASIC, ''",
    "digest, ''",
    "FORM, web.xml has the server use FORM",
    "CLIENT-CERT, web.xml has the server use CLIENT-CERT",
    ", web.xml names no auth-method"
  })
  void a_rule_for_basic_authentication_needs_a_server_that_checks_it(
      @Nullable String mechanism, String why) {
    LoginPages login = LoginPages.of(null, null, mechanism);
    List<Rule> rules =
        RuleParserTest.read(
            "a: /** 9/day per ip counting failures of basic\nb: /** 9/day per ip counting failures");

    assertThat(RuleChecks.warnings(rules, login))
        .hasSize(why.isEmpty() ? 0 : 1)
        .allMatch(warning -> warning.startsWith("rule a ") && warning.contains(why));
  }

  private static Rule rule(String line) {
    return RuleParserTest.read(line).get(0);
  }
}

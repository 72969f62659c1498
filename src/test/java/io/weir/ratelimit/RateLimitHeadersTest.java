package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.weir.internal.counting.LimitState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RateLimitHeadersTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
  private static final Set<RateLimitHeaders.Kind> BOTH = EnumSet.allOf(RateLimitHeaders.Kind.class);

  private final RateLimitHeaders headers =
      new RateLimitHeaders(
          BOTH, RateLimitHeaders.Reset.SECONDS, List.of(), InstantSource.fixed(NOW));

  private static LimitState state(long tokens, long left, double delay, double reset) {
    return new LimitState(tokens, left, seconds(delay), seconds(reset));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  private static RuleResult admitted(String rule, LimitState... states) {
    return new RuleResult(Sample.rule(rule), RuleResult.Verdict.ADMITTED, List.of(states));
  }

  private static RuleResult refused(String rule, LimitState... states) {
    return new RuleResult(Sample.rule(rule), RuleResult.Verdict.REFUSED, List.of(states));
  }

  private Map<String, String> of(RuleResult... outcomes) {
    return fields(headers, outcomes);
  }

  private static Map<String, String> fields(RateLimitHeaders headers, RuleResult... outcomes) {
    Map<String, String> fields = new LinkedHashMap<>();
    headers.write(new Decision(List.of(outcomes)), fields::put);
    return fields;
  }

  @Test
  void an_admitted_request_sees_the_limit_with_the_least_left() {
    assertThat(
            of(
                admitted(
                    "calls: /a 2/minute; 50/day", state(2, 1, 0, 57.2), state(50, 30, 0, 86_000)),
                admitted("all: /** 60/minute", state(60, 12, 0, 30))))
        .containsExactly(
            entry("X-RateLimit-Limit", "2"),
            entry("X-RateLimit-Remaining", "1"),
            entry("X-RateLimit-Reset", "58"),
            entry(
                "RateLimit-Policy",
                "\"calls\";q=2;w=60, \"calls-2\";q=50;w=86400, \"all\";q=60;w=60"),
            entry("RateLimit", "\"calls\";r=1;t=58"));
  }

  @Test
  void among_limits_with_equal_rest_the_one_with_the_longest_reset_is_reported() {
    assertThat(
            of(
                admitted("a: /a 5/minute", state(5, 3, 0, 20)),
                admitted("b: /a 5/hour", state(5, 3, 0, 2_000))))
        .containsEntry("RateLimit", "\"b\";r=3;t=2000");
  }

  @Test
  void a_refusal_reports_the_limit_with_the_longest_wait() {
    assertThat(
            of(
                admitted("one: /a 1/minute", state(1, 0, 0, 60)),
                refused(
                    "calls: /a 2/minute; 50/day",
                    state(2, 0, 58, 58),
                    state(50, 0, 7_000.5, 7_000.5))))
        .containsEntry("X-RateLimit-Limit", "50")
        .containsEntry("X-RateLimit-Remaining", "0")
        .containsEntry("X-RateLimit-Reset", "7001")
        .containsEntry("RateLimit", "\"calls-2\";r=0;t=7001")
        .containsEntry("Retry-After", "7001");
  }

  @Test
  void a_smooth_refusal_waits_for_one_token_and_resets_when_full() {
    assertThat(of(refused("smooth: /a 6/minute smooth", state(6, 0, 9.1, 59.1))))
        .containsEntry("X-RateLimit-Reset", "60")
        .containsEntry("RateLimit", "\"smooth\";r=0;t=10")
        .containsEntry("Retry-After", "10");
  }

  @Test
  void a_count_that_strangers_share_shows_its_policy_and_not_what_is_left() {
    String number = "number: /a/{phone} 10/day per path:phone";
    assertThat(of(admitted(number, state(10, 3, 0, 900))))
        .containsOnly(entry("RateLimit-Policy", "\"number\";q=10;w=86400"));
    assertThat(of(refused(number, state(10, 0, 900, 900))))
        .containsEntry("X-RateLimit-Remaining", "0")
        .containsEntry("Retry-After", "900");
  }

  @Test
  void a_shadow_rule_has_no_headers() {
    assertThat(of(refused("new: /a 1/minute shadow", state(1, 0, 50, 50)))).isEmpty();
  }

  /** A rule that needs the body or the user decides after the others. */
  @Test
  void the_policies_are_in_the_order_of_the_table() {
    List<Rule> table =
        Stream.of("b: /a 5/day; 50/month", "c: /** 7/day per ip", "a: /a 6/day per json:/x")
            .map(Sample::rule)
            .toList();
    RateLimitHeaders ordered =
        new RateLimitHeaders(BOTH, RateLimitHeaders.Reset.SECONDS, table, InstantSource.fixed(NOW));
    LimitState state = state(5, 4, 0, 60);
    for (int first = 0; first < 3; first++) {
      assertThat(
              fields(
                  ordered,
                  new RuleResult(table.get(first), RuleResult.Verdict.ADMITTED, List.of(state)),
                  new RuleResult(
                      table.get((first + 2) % 3), RuleResult.Verdict.ADMITTED, List.of(state)),
                  new RuleResult(
                      table.get((first + 1) % 3), RuleResult.Verdict.ADMITTED, List.of(state))))
          .containsEntry(
              "RateLimit-Policy",
              "\"b\";q=5;w=86400, \"b-2\";q=50;w=2592000, \"c\";q=7;w=86400, \"a\";q=6;w=86400");
    }
  }

  @Test
  void reset_can_be_unix_time() {
    RateLimitHeaders epoch =
        new RateLimitHeaders(
            EnumSet.of(RateLimitHeaders.Kind.X_RATELIMIT),
            RateLimitHeaders.Reset.EPOCH,
            List.of(),
            InstantSource.fixed(NOW));
    assertThat(fields(epoch, admitted("a: /a 5/minute", state(5, 4, 0, 59.5))))
        .containsExactly(
            entry("X-RateLimit-Limit", "5"),
            entry("X-RateLimit-Remaining", "4"),
            entry("X-RateLimit-Reset", "1000060"));
  }

  @Test
  void without_headers_a_refusal_still_has_retry_after() {
    RateLimitHeaders none =
        new RateLimitHeaders(
            Set.of(), RateLimitHeaders.Reset.SECONDS, List.of(), InstantSource.fixed(NOW));
    assertThat(fields(none, refused("a: /a 5/minute", state(5, 0, 3, 3))))
        .containsExactly(entry("Retry-After", "3"));
  }

  @Test
  void while_the_cluster_does_not_answer_retry_after_is_one_second() {
    RuleResult closed =
        new RuleResult(Sample.rule("a: /a 5/minute"), RuleResult.Verdict.UNAVAILABLE, List.of());
    assertThat(of(closed))
        .containsExactly(entry("RateLimit-Policy", "\"a\";q=5;w=60"), entry("Retry-After", "1"));
  }

  /** A client that waits as long as Retry-After says is not refused again. */
  @Property
  void retry_after_never_ends_before_the_wait(
      @ForAll @LongRange(min = 1, max = 400L * 86_400_000_000_000L) long nanos) {
    LimitState empty = new LimitState(5, 0, Duration.ofNanos(nanos), Duration.ofNanos(nanos));
    Map<String, String> told = of(refused("a: /a 5/minute", empty));
    long retryAfter = Long.parseLong(told.getOrDefault("Retry-After", "-1"));
    assertThat(retryAfter).isGreaterThanOrEqualTo(1);
    assertThat(Duration.ofSeconds(retryAfter)).isGreaterThanOrEqualTo(empty.delay());
    assertThat(Duration.ofSeconds(retryAfter - 1)).isLessThan(empty.delay());
    assertThat(told).containsEntry("RateLimit", "\"a\";r=0;t=" + retryAfter);
  }
}

package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.weir.internal.counting.LimitState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RateLimitHeadersTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
  private static final Set<RateLimitHeaders.Kind> BOTH = EnumSet.allOf(RateLimitHeaders.Kind.class);

  private final RateLimitHeaders headers =
      new RateLimitHeaders(BOTH, RateLimitHeaders.Reset.SECONDS, InstantSource.fixed(NOW));

  private static LimitState gauge(long tokens, long left, double delay, double reset) {
    return new LimitState(tokens, left, seconds(delay), seconds(reset));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  private static RuleResult admitted(String rule, LimitState... gauges) {
    return new RuleResult(Sample.rule(rule), RuleResult.Verdict.ADMITTED, List.of(gauges));
  }

  private static RuleResult refused(String rule, LimitState... gauges) {
    return new RuleResult(Sample.rule(rule), RuleResult.Verdict.REFUSED, List.of(gauges));
  }

  private Map<String, String> of(RuleResult... outcomes) {
    return headers.of(new Decision(List.of(outcomes)));
  }

  @Test
  void anAdmittedRequestSeesTheLimitWithTheLeastLeft() {
    assertThat(
            of(
                admitted(
                    "calls: /a 2/minute; 50/day", gauge(2, 1, 0, 57.2), gauge(50, 30, 0, 86_000)),
                admitted("all: /** 60/minute", gauge(60, 12, 0, 30))))
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
  void ofEqualRemaindersTheLongestWaitIsTold() {
    assertThat(
            of(
                admitted("a: /a 5/minute", gauge(5, 3, 0, 20)),
                admitted("b: /a 5/hour", gauge(5, 3, 0, 2_000))))
        .containsEntry("RateLimit", "\"b\";r=3;t=2000");
  }

  @Test
  void aRefusalTellsTheLimitWithTheLongestWait() {
    assertThat(
            of(
                admitted("one: /a 1/minute", gauge(1, 0, 0, 60)),
                refused(
                    "calls: /a 2/minute; 50/day",
                    gauge(2, 0, 58, 58),
                    gauge(50, 0, 7_000.5, 7_000.5))))
        .containsEntry("X-RateLimit-Limit", "50")
        .containsEntry("X-RateLimit-Remaining", "0")
        .containsEntry("X-RateLimit-Reset", "7001")
        .containsEntry("RateLimit", "\"calls-2\";r=0;t=7001")
        .containsEntry("Retry-After", "7001");
  }

  @Test
  void aSmoothRefusalWaitsForOneTokenAndResetsWhenFull() {
    assertThat(of(refused("smooth: /a 6/minute smooth", gauge(6, 0, 9.1, 59.1))))
        .containsEntry("X-RateLimit-Reset", "60")
        .containsEntry("RateLimit", "\"smooth\";r=0;t=10")
        .containsEntry("Retry-After", "10");
  }

  @Test
  void whatStrangersShareShowsItsPolicyAndNotWhatIsLeft() {
    String number = "number: /a/{phone} 10/day per path:phone";
    assertThat(of(admitted(number, gauge(10, 3, 0, 900))))
        .containsOnly(entry("RateLimit-Policy", "\"number\";q=10;w=86400"));
    assertThat(of(refused(number, gauge(10, 0, 900, 900))))
        .containsEntry("X-RateLimit-Remaining", "0")
        .containsEntry("Retry-After", "900");
  }

  @Test
  void aShadowRuleIsNotSeen() {
    assertThat(of(refused("new: /a 1/minute shadow", gauge(1, 0, 50, 50)))).isEmpty();
  }

  @Test
  void resetCanBeATimeOfDay() {
    RateLimitHeaders epoch =
        new RateLimitHeaders(
            EnumSet.of(RateLimitHeaders.Kind.X_RATELIMIT),
            RateLimitHeaders.Reset.EPOCH,
            InstantSource.fixed(NOW));
    assertThat(epoch.of(new Decision(List.of(admitted("a: /a 5/minute", gauge(5, 4, 0, 59.5))))))
        .containsExactly(
            entry("X-RateLimit-Limit", "5"),
            entry("X-RateLimit-Remaining", "4"),
            entry("X-RateLimit-Reset", "1000060"));
  }

  @Test
  void withoutHeadersARefusalStillTellsWhenToComeBack() {
    RateLimitHeaders none =
        new RateLimitHeaders(Set.of(), RateLimitHeaders.Reset.SECONDS, InstantSource.fixed(NOW));
    assertThat(none.of(new Decision(List.of(refused("a: /a 5/minute", gauge(5, 0, 3, 3))))))
        .containsExactly(entry("Retry-After", "3"));
  }

  @Test
  void aClusterThatDoesNotAnswerIsAskedAgainInASecond() {
    RuleResult closed =
        new RuleResult(Sample.rule("a: /a 5/minute"), RuleResult.Verdict.UNAVAILABLE, List.of());
    assertThat(of(closed))
        .containsExactly(entry("RateLimit-Policy", "\"a\";q=5;w=60"), entry("Retry-After", "1"));
  }

  /** Whoever waits as long as he was told is not told to wait again. */
  @Property
  void nobodyIsToldToComeTooEarly(
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

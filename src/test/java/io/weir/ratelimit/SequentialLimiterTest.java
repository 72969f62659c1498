package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SequentialLimiterTest {

  private final HandClock clock = new HandClock(Instant.parse("2026-03-10T09:00:00Z"));
  private final Limiter limiter =
      new SequentialLimiter(CountingService.inThisJvm(clock), Runnable::run);

  private final Rule calls = Sample.rule("calls: /a 2/minute");
  private final Rule all = Sample.rule("all: /** 3/hour");

  private Decision ask(Rule... rules) {
    return limiter.consume(Stream.of(rules).map(rule -> Sample.demand(rule, "client")).toList());
  }

  private boolean admits(Rule... rules) {
    return !ask(rules).stops();
  }

  @Test
  void everyRuleCounts() {
    assertThat(admits(calls, all)).isTrue();
    assertThat(admits(calls, all)).isTrue();
    assertThat(admits(all)).isTrue();
    assertThat(admits(all)).isFalse();
  }

  @Test
  void aRefusalCostsNothingInTheRulesBeforeIt() {
    ask(all, calls);
    ask(all, calls);
    for (int i = 0; i < 10; i++) {
      assertThat(admits(all, calls)).isFalse();
    }
    assertThat(admits(all)).isTrue();
    assertThat(admits(all)).isFalse();
  }

  @Test
  void aRefusalCostsNothingInTheRulesAfterIt() {
    ask(calls, all);
    ask(calls, all);
    assertThat(admits(calls, all)).isFalse();
    assertThat(admits(all)).isTrue();
  }

  @Test
  void theAnswerTellsWhenAllRulesWouldAdmit() {
    ask(calls, all);
    ask(calls, all);
    ask(all);
    Decision refusal = ask(calls, all);
    assertThat(refusal.delay()).isEqualTo(Duration.ofHours(1));
    assertThat(refusal.violated()).containsExactly("calls", "all");
  }

  @Test
  void aRuleThatCountsARequestTwiceIsNamedOnce() {
    List<TokenRequest> views =
        List.of(Sample.demand(calls, "one view"), Sample.demand(calls, "another"));
    limiter.consume(views);
    limiter.consume(views);
    assertThat(limiter.consume(views).violated()).containsExactly("calls");
  }

  @Test
  void aShadowRuleCountsAndStopsNothing() {
    Rule shadow = Sample.rule("shadow: /a 1/minute shadow");
    assertThat(admits(shadow)).isTrue();
    Decision second = ask(shadow);
    assertThat(second.stops()).isFalse();
    assertThat(second.outcomes())
        .extracting(RuleResult::verdict)
        .containsExactly(RuleResult.Verdict.REFUSED);
    assertThat(second.visible()).isEmpty();
    assertThat(second.leading()).isEmpty();
  }

  @Test
  void aCostlyRequestTakesMoreTokens() {
    Rule costly = Sample.rule("costly: /a 5/minute cost 2");
    assertThat(admits(costly)).isTrue();
    assertThat(admits(costly)).isTrue();
    Decision third = ask(costly);
    assertThat(third.stops()).isTrue();
    assertThat(third.leading().map(leading -> leading.state().left())).contains(1L);
  }

  @Test
  void whileTheClusterIsSilentANodeCountsItsShare() {
    FallbackLimiter silent =
        new FallbackLimiter(CountingService.inThisJvm(clock), () -> 2, WhenClusterFails.LOCAL);
    Rule ten = Sample.rule("ten: /a 10/minute");
    List<TokenRequest> demands = List.of(Sample.demand(ten, "client"));
    for (int i = 0; i < 5; i++) {
      assertThat(silent.consume(demands).stops()).isFalse();
    }
    assertThat(silent.consume(demands).stops()).isTrue();
  }

  @Test
  void whileTheClusterIsSilentEachRuleDoesAsItSays() {
    FallbackLimiter silent =
        new FallbackLimiter(CountingService.inThisJvm(clock), () -> 9, WhenClusterFails.OPEN);
    Rule one = Sample.rule("one: /a 1/minute");
    Rule local = Sample.rule("local: /a 1/minute when-cluster-fails local");
    Rule closed = Sample.rule("closed: /a 1/minute when-cluster-fails closed");
    List<TokenRequest> open = List.of(Sample.demand(one, "client"));
    assertThat(silent.consume(open).stops()).isFalse();
    assertThat(silent.consume(open).stops()).isFalse();

    Decision unavailable =
        silent.consume(List.of(Sample.demand(one, "client"), Sample.demand(closed, "client")));
    assertThat(unavailable.stops()).isTrue();
    assertThat(unavailable.refused()).isFalse();

    List<TokenRequest> share =
        List.of(Sample.demand(local, "client"), Sample.demand(one, "client"));
    assertThat(silent.consume(share).stops()).isFalse();
    assertThat(silent.consume(share).refused()).isTrue();
  }
}

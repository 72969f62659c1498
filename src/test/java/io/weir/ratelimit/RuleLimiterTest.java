package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.HandClock;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.SilentEntries;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.store.LocalEntries;
import io.weir.internal.counting.store.MirroredEntries;
import io.weir.internal.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuleLimiterTest {

  private final HandClock clock = new HandClock(Instant.parse("2026-03-10T09:00:00Z"));
  private final Pseudonyms pseudonyms = new Pseudonyms(Secret.random());
  private final RuleLimiter limiter =
      new RuleLimiter(CountingService.local(new LocalEntries(clock), pseudonyms));
  private final DeadlineExecutor deadline =
      new DeadlineExecutor(Duration.ofSeconds(10), () -> false);

  @AfterEach
  void close() {
    deadline.close();
  }

  /** A node that does not reach the cluster, of this many nodes. */
  private RuleLimiter silent(int nodes) {
    return new RuleLimiter(
        CountingService.clustered(
            new SilentEntries(), new MirroredEntries(clock, () -> nodes), deadline, pseudonyms));
  }

  private final Rule calls = Sample.rule("calls: /a 2/minute");
  private final Rule all = Sample.rule("all: /** 3/hour");

  private Decision ask(Rule... rules) {
    return limiter.take(Stream.of(rules).map(rule -> Sample.request(rule, "client")).toList());
  }

  private boolean admits(Rule... rules) {
    return !ask(rules).stops();
  }

  @Test
  void every_rule_counts() {
    assertThat(admits(calls, all)).isTrue();
    assertThat(admits(calls, all)).isTrue();
    assertThat(admits(all)).isTrue();
    assertThat(admits(all)).isFalse();
  }

  @Test
  void a_refusal_costs_nothing_in_the_rules_before_it() {
    ask(all, calls);
    ask(all, calls);
    for (int i = 0; i < 10; i++) {
      assertThat(admits(all, calls)).isFalse();
    }
    assertThat(admits(all)).isTrue();
    assertThat(admits(all)).isFalse();
  }

  @Test
  void a_refusal_costs_nothing_in_the_rules_after_it() {
    ask(calls, all);
    ask(calls, all);
    assertThat(admits(calls, all)).isFalse();
    assertThat(admits(all)).isTrue();
  }

  @Test
  void the_answer_tells_when_all_rules_would_admit() {
    ask(calls, all);
    ask(calls, all);
    ask(all);
    Decision refusal = ask(calls, all);
    assertThat(refusal.delay()).isEqualTo(Duration.ofHours(1));
    assertThat(refusal.violated()).containsExactly("calls", "all");
  }

  @Test
  void a_rule_that_counts_a_request_twice_is_named_once() {
    List<RuleRequest> views =
        List.of(Sample.request(calls, "one view"), Sample.request(calls, "another"));
    limiter.take(views);
    limiter.take(views);
    assertThat(limiter.take(views).violated()).containsExactly("calls");
  }

  @Test
  void a_shadow_rule_counts_and_stops_nothing() {
    Rule shadow = Sample.rule("shadow: /a 1/minute shadow");
    assertThat(admits(shadow)).isTrue();
    Decision second = ask(shadow);
    assertThat(second.stops()).isFalse();
    assertThat(second.results())
        .extracting(RuleResult::verdict)
        .containsExactly(RuleResult.Verdict.REFUSED);
    assertThat(second.visible()).isEmpty();
    assertThat(second.leading()).isEmpty();
  }

  @Test
  void a_costly_request_takes_more_tokens() {
    Rule costly = Sample.rule("costly: /a 5/minute cost 2");
    assertThat(admits(costly)).isTrue();
    assertThat(admits(costly)).isTrue();
    Decision third = ask(costly);
    assertThat(third.stops()).isTrue();
    assertThat(third.leading().map(leading -> leading.state().left())).contains(1L);
  }

  @Test
  void while_the_cluster_is_silent_a_node_counts_its_share() {
    RuleLimiter silent = silent(2);
    Rule ten = Sample.rule("ten: /a 10/minute");
    List<RuleRequest> requests = List.of(Sample.request(ten, "client"));
    for (int i = 0; i < 5; i++) {
      assertThat(silent.take(requests).stops()).isFalse();
    }
    assertThat(silent.take(requests).stops()).isTrue();
  }

  @Test
  void while_the_cluster_is_silent_each_rule_does_as_it_says() {
    RuleLimiter silent = silent(9);
    Rule one = Sample.rule("one: /a 1/minute");
    Rule local = Sample.rule("local: /a 1/minute when-cluster-fails local");
    Rule closed = Sample.rule("closed: /a 1/minute when-cluster-fails closed");
    List<RuleRequest> open = List.of(Sample.request(one, "client", WhenClusterFails.OPEN));
    assertThat(silent.take(open).stops()).isFalse();
    assertThat(silent.take(open).stops()).isFalse();

    Decision unavailable =
        silent.take(
            List.of(
                Sample.request(one, "client", WhenClusterFails.OPEN),
                Sample.request(closed, "client", WhenClusterFails.OPEN)));
    assertThat(unavailable.stops()).isTrue();
    assertThat(unavailable.refused()).isFalse();

    List<RuleRequest> share =
        List.of(
            Sample.request(local, "client", WhenClusterFails.OPEN),
            Sample.request(one, "client", WhenClusterFails.OPEN));
    assertThat(silent.take(share).stops()).isFalse();
    assertThat(silent.take(share).refused()).isTrue();
  }
}

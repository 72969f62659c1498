package io.weir.internal.counting.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntryTest {

  private static final long NOW = UnixNanos.of(Instant.parse("2026-03-10T09:00:30Z"));
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final Limit PER_MINUTE = new Limit(5, Duration.ofMinutes(1));
  private static final Limit PER_DAY = new Limit(1000, Duration.ofDays(1));

  private final Entry entry = new Entry();

  private static TokenRequest request(long bucket, long tokens, Limit... limits) {
    return request(bucket, spec(Refill.WINDOW, limits), tokens);
  }

  private static BucketSpec spec(Refill refill, Limit... limits) {
    return new BucketSpec(List.of(limits), refill, ZoneId.of("Europe/Berlin"));
  }

  private static TokenRequest request(long bucket, BucketSpec spec, long tokens) {
    return new TokenRequest(
        Buckets.entry("client"),
        bucket,
        spec,
        tokens,
        WhenClusterFails.LOCAL,
        TokenRequest.NO_LOGIN,
        true);
  }

  private static TokenRequest observing(TokenRequest request) {
    return new TokenRequest(
        request.entry(),
        request.bucket(),
        request.spec(),
        request.tokens(),
        request.whenClusterFails(),
        request.knownLogin(),
        false);
  }

  private List<ConsumptionResult> take(long now, TokenRequest... requests) {
    List<TokenRequest> list = List.of(requests);
    return entry.results(list, entry.take(list, now), Consumption.Place.LOCAL);
  }

  private long left(TokenRequest request, long now) {
    List<TokenRequest> list = List.of(request);
    return entry
        .results(list, entry.look(list, now), Consumption.Place.LOCAL)
        .get(0)
        .limits()
        .get(0)
        .left();
  }

  private static byte[] bytes(Entry entry) {
    ByteWriter out = new ByteWriter();
    entry.write(out);
    return out.toByteArray();
  }

  @Test
  void buckets_of_one_client_are_taken_from_all_or_none() {
    TokenRequest wide = request(1, 1, PER_DAY);
    TokenRequest narrow = request(2, 3, PER_MINUTE);
    assertThat(take(NOW, wide, narrow)).allMatch(ConsumptionResult::granted);
    List<ConsumptionResult> refused = take(NOW, wide, narrow);
    assertThat(refused)
        .extracting(ConsumptionResult::outcome)
        .containsExactly(Outcome.GRANTED, Outcome.REFUSED);
    assertThat(refused).extracting(ConsumptionResult::consumption).containsOnlyNulls();
    assertThat(left(wide, NOW)).isEqualTo(999);
    assertThat(left(narrow, NOW)).isEqualTo(2);
  }

  @Test
  void a_bucket_that_is_asked_twice_at_once_must_have_the_tokens_of_both() {
    TokenRequest three = request(1, 3, PER_MINUTE);
    assertThat(take(NOW, three, three))
        .extracting(ConsumptionResult::outcome)
        .containsExactly(Outcome.GRANTED, Outcome.REFUSED);
    assertThat(left(three, NOW)).isEqualTo(5);
    TokenRequest two = request(1, 2, PER_MINUTE);
    assertThat(take(NOW, two, two)).allMatch(ConsumptionResult::granted);
    assertThat(left(two, NOW)).isEqualTo(1);
  }

  @Test
  void a_rule_that_observes_is_refused_alone() {
    TokenRequest observed = observing(request(1, 6, PER_MINUTE));
    TokenRequest counted = request(2, 1, PER_MINUTE);
    assertThat(take(NOW, observed, counted))
        .extracting(ConsumptionResult::outcome)
        .containsExactly(Outcome.REFUSED, Outcome.GRANTED);
    assertThat(left(counted, NOW)).isEqualTo(4);
  }

  /** What a later rule refuses was never asked of the earlier one. */
  @Test
  void a_bucket_after_the_one_that_refuses_begins_no_block() {
    Block block = new Block(Duration.ofHours(1), Duration.ofHours(1));
    BucketSpec blocking =
        new BucketSpec(List.of(PER_MINUTE), Refill.WINDOW, ZoneOffset.UTC, Optional.of(block));
    TokenRequest first = request(1, 5, PER_MINUTE);
    TokenRequest second = request(2, blocking, 5);
    take(NOW, first, second);
    List<ConsumptionResult> refused = take(NOW, first, second);
    assertThat(refused.get(1).delay()).isEqualTo(Duration.ofMinutes(1));
    assertThat(take(NOW, second).get(0).delay()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void a_refusal_changes_nothing_that_must_be_stored() {
    List<TokenRequest> five = List.of(request(1, 5, PER_MINUTE));
    assertThat(entry.take(five, NOW).changed()).isTrue();
    byte[] before = bytes(entry);
    assertThat(entry.take(five, NOW + MINUTE / 2).changed()).isFalse();
    assertThat(bytes(entry)).isEqualTo(before);
  }

  @Test
  void an_entry_is_read_as_it_was_written() {
    Block block = new Block(Duration.ofMinutes(5), Duration.ofHours(1));
    for (Refill refill : Refill.values()) {
      BucketSpec spec =
          new BucketSpec(
              List.of(PER_MINUTE, PER_DAY), refill, ZoneId.of("Europe/Berlin"), Optional.of(block));
      TokenRequest request = request(refill.name().hashCode(), spec, 3);
      take(NOW, request);
      take(NOW + 1, request);
    }
    entry.settle(
        List.of(
            Settlement.refund(
                new Consumption(
                    Consumption.Place.LOCAL,
                    Buckets.entry("client"),
                    9,
                    spec(Refill.WINDOW, PER_DAY),
                    0,
                    Instant.EPOCH,
                    List.of()),
                77)),
        NOW);
    byte[] bytes = bytes(entry);
    assertThat(bytes(Entry.read(new ByteReader(bytes)))).isEqualTo(bytes);
  }

  /** 400 bytes on the heap of a member are the aim: the table needs about 300 of them. */
  @Test
  void an_entry_is_small() {
    take(NOW, request(1, 1, PER_MINUTE, PER_DAY));
    int one = bytes(entry).length;
    assertThat(one).isLessThanOrEqualTo(60);
    take(NOW, request(2, 1, PER_MINUTE));
    assertThat(bytes(entry).length - one).isLessThanOrEqualTo(30);
  }

  /** Another node has other rules: its buckets stay until they are full, and no longer. */
  @Test
  void buckets_of_unknown_rules_are_kept_until_they_are_full() {
    take(NOW, request(1, 5, new Limit(5, Duration.ofMinutes(10))));
    TokenRequest known = request(2, 1, PER_DAY);
    take(NOW + 9 * MINUTE, known);
    assertThat(left(request(1, 1, new Limit(5, Duration.ofMinutes(10))), NOW + 9 * MINUTE))
        .isZero();
    take(NOW + 30 * MINUTE, known);
    assertThat(bytes(entry)).hasSizeLessThan(50);
  }

  @Test
  void an_entry_of_another_format_is_refused_with_a_sentence() {
    byte[] bytes = bytes(entry);
    bytes[0]++;
    assertThatThrownBy(() -> Entry.read(new ByteReader(bytes)))
        .hasMessage(
            "a node of the cluster runs another version of Weir, which counts in format 2 instead of 1; stop all nodes, and start them with one version");
  }

  @Test
  void a_login_forgets_what_its_own_spelling_took() {
    TokenRequest all = request(1, 1, PER_MINUTE);
    TokenRequest alice = observing(request(2, 1, PER_MINUTE));
    TokenRequest other = observing(request(3, 1, PER_MINUTE));
    take(NOW, all, other);
    take(NOW, all, alice);
    List<ConsumptionResult> last = take(NOW, all, alice);
    settleSuccess(last);
    assertThat(left(all, NOW)).isEqualTo(4);
    assertThat(left(alice, NOW)).isEqualTo(5);
    assertThat(left(other, NOW)).isEqualTo(4);
    settleSuccess(take(NOW, all, other));
    assertThat(left(all, NOW)).isEqualTo(5);
  }

  private void settleSuccess(List<ConsumptionResult> taken) {
    entry.settle(
        List.of(
            Settlement.success(
                Objects.requireNonNull(taken.get(0).consumption()),
                Objects.requireNonNull(taken.get(1).consumption()),
                TokenRequest.NO_LOGIN)),
        NOW);
  }

  /** Spellings of one name are many; the bucket of all of them is the heaviest. */
  @Test
  void too_many_spellings_make_an_entry_no_larger() {
    TokenRequest all = request(1, 1, new Limit(100_000, Duration.ofDays(1)));
    for (int i = 0; i < 2000; i++) {
      take(NOW, all, observing(request(2 + i, 1, new Limit(100_000, Duration.ofDays(1)))));
    }
    assertThat(bytes(entry)).hasSizeLessThan(8000);
    assertThat(left(all, NOW)).isEqualTo(98_000);
  }

  /** Any rules of one client, at any time: what is granted fits into each limit alone. */
  @Test
  void several_buckets_decide_as_each_would_alone() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<TokenRequest> rules =
          IntStream.range(0, 4)
              .mapToObj(
                  i ->
                      request(
                          i,
                          spec(
                              List.of(Refill.values()).get(random.nextInt(4)),
                              new Limit(1 + random.nextInt(6), Duration.ofMinutes(1)),
                              new Limit(6 + random.nextInt(9), Duration.ofMinutes(10))),
                          1))
              .toList();
      List<Entry> alone = rules.stream().map(rule -> new Entry()).toList();
      Entry together = new Entry();
      long now = NOW;
      for (int step = 0; step < 100; step++) {
        now += random.nextInt(30) * Duration.ofSeconds(1).toNanos();
        long at = now;
        List<TokenRequest> asked = new ArrayList<>(rules);
        asked.removeIf(rule -> random.nextInt(3) == 0);
        boolean expected =
            asked.stream()
                .allMatch(
                    rule ->
                        alone.get((int) rule.bucket()).look(List.of(rule), at).outcomes()[0]
                            == Outcome.GRANTED);
        together = random.nextBoolean() ? together : Entry.read(new ByteReader(bytes(together)));
        Entry.Answer answer = together.take(asked, now);
        assertThat(answer.taken()).as("seed %d, step %d", seed, step).isEqualTo(expected);
        if (expected) {
          asked.forEach(rule -> alone.get((int) rule.bucket()).take(List.of(rule), at));
        }
        List<ConsumptionResult> results = together.results(asked, answer, Consumption.Place.LOCAL);
        for (int i = 0; i < asked.size(); i++) {
          TokenRequest rule = asked.get(i);
          Entry own = alone.get((int) rule.bucket());
          assertThat(results.get(i).limits())
              .extracting(LimitState::left)
              .isEqualTo(
                  own
                      .results(List.of(rule), own.look(List.of(rule), at), Consumption.Place.LOCAL)
                      .get(0)
                      .limits()
                      .stream()
                      .map(LimitState::left)
                      .toList());
        }
      }
    }
  }

  /** After a split of the cluster, each part has counted for itself. */
  @Test
  void of_two_entries_each_bucket_with_fewer_tokens_is_kept() {
    TokenRequest wide = request(1, 1, PER_DAY);
    TokenRequest narrow = request(2, 3, PER_MINUTE);
    TokenRequest only = request(3, 2, PER_MINUTE);
    take(NOW, wide);
    take(NOW, narrow);
    Entry other = new Entry();
    for (int i = 0; i < 7; i++) {
      other.take(List.of(wide), NOW);
    }
    other.take(List.of(request(2, 1, PER_MINUTE)), NOW);
    other.take(List.of(only), NOW);
    entry.merge(other, NOW);
    assertThat(left(wide, NOW)).isEqualTo(993);
    assertThat(left(narrow, NOW)).isEqualTo(2);
    assertThat(left(only, NOW)).isEqualTo(3);
  }
}

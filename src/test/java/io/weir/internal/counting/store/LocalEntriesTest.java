package io.weir.internal.counting.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.HandClock;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalEntriesTest extends BucketsContract {

  private static final int MOST = 8192;
  private static final BucketSpec TEN =
      new BucketSpec(List.of(new Limit(10, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);

  private final HandClock time = new HandClock(Instant.parse("2026-03-10T09:00:00Z"));
  private final LocalEntries bounded = LocalEntries.ofAtMost(MOST, time);
  private final Buckets buckets = new Buckets(bounded);

  @Override
  protected Entries entries(InstantSource clock) {
    return new LocalEntries(clock);
  }

  @Test
  void a_flood_of_strangers_makes_nobody_forgotten_who_is_refused() {
    for (int i = 0; i < 100; i++) {
      buckets.take("refused-" + i, TEN, 10);
      buckets.take("half-" + i, TEN, 6);
    }
    for (int i = 0; i < 10 * MOST; i++) {
      assertThat(buckets.take("stranger-" + i, TEN, 1).granted()).isTrue();
    }
    assertThat(bounded.size()).isLessThanOrEqualTo(MOST);
    for (int i = 0; i < 100; i++) {
      assertThat(buckets.take("refused-" + i, TEN, 1).granted()).isFalse();
      assertThat(buckets.take("half-" + i, TEN, 5).granted()).isFalse();
    }
  }

  @Test
  void while_all_entries_are_needed_new_clients_share_overflow_entries() {
    for (int i = 0; i < 2 * MOST; i++) {
      buckets.take("attacker-" + i, TEN, 10);
    }
    assertThat(bounded.size()).isLessThanOrEqualTo(MOST);
    assertThat(buckets.take("attacker-0", TEN, 1).granted()).isFalse();
    int granted = 0;
    for (int i = 0; i < 400; i++) {
      granted += buckets.take("new-" + i, TEN, 1).granted() ? 1 : 0;
    }
    assertThat(granted).isBetween(1, 399);
    time.pass(Duration.ofHours(3));
    assertThat(buckets.take("attacker-0", TEN, 10).granted()).isTrue();
    assertThat(buckets.take("new-0", TEN, 10).granted()).isTrue();
  }

  @Test
  void what_is_full_again_is_removed_when_new_clients_come() {
    for (int i = 0; i < MOST / 2; i++) {
      buckets.take("early-" + i, TEN, 10);
    }
    time.pass(Duration.ofHours(3));
    for (int i = 0; i < 2 * MOST; i++) {
      buckets.take("late-" + i, TEN, 1);
      time.pass(Duration.ofSeconds(20));
    }
    assertThat(bounded.size()).isLessThan(MOST / 2);
  }
}

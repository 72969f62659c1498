package io.weir.status.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.state.ClusterInMemory;
import io.weir.internal.counting.state.SharedState;
import io.weir.internal.events.KeyBlocked;
import io.weir.internal.events.Refusal;
import io.weir.internal.events.Refused;
import io.weir.status.page.RefusedKeys.Busy;
import io.weir.status.page.RefusedKeys.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RefusedKeysTest {

  private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

  private final RefusedKeys keys = new RefusedKeys();

  private static void refuse(RefusedKeys keys, String key, int times, Instant time) {
    Refusal refusal =
        new Refusal(
            new UUID(1, 2),
            time,
            new Refusal.Subject("rate-limit", "calls", key),
            429,
            "",
            "",
            time);
    for (int i = 0; i < times; i++) {
      keys.accept(new Refused(time, refusal));
    }
  }

  private static Client client(String key) {
    return new Client("rate-limit", "calls", key);
  }

  @Test
  void the_busiest_are_found_however_many_others_there_are() {
    refuse(keys, "busy", 5000, NOON);
    for (int i = 0; i < 100_000; i++) {
      refuse(keys, "k" + i, 1, NOON);
    }
    refuse(keys, "busy", 1, NOON);
    refuse(keys, "", 9000, NOON);

    List<Busy> busiest = keys.busiest(NOON, 10);

    assertThat(busiest).hasSize(10).first().isEqualTo(new Busy(client("busy"), 5001));
    assertThat(keys.busiest(NOON, 1_000_000)).hasSize(RefusedKeys.COUNTED);
  }

  @Test
  void an_hour_after_its_hour_a_key_is_forgotten() {
    refuse(keys, "early", 3, NOON);
    refuse(keys, "later", 2, NOON.plus(Duration.ofMinutes(61)));

    assertThat(keys.busiest(NOON.plus(Duration.ofMinutes(62)), 10))
        .containsExactly(new Busy(client("early"), 3), new Busy(client("later"), 2));
    assertThat(keys.busiest(NOON.plus(Duration.ofMinutes(122)), 10))
        .containsExactly(new Busy(client("later"), 2));
    assertThat(keys.busiest(NOON.plus(Duration.ofDays(1)), 10)).isEmpty();
  }

  @Test
  void blocks_end_and_are_bounded() {
    for (int i = 0; i < 2 * RefusedKeys.MOST_BLOCKS; i++) {
      keys.accept(new KeyBlocked(NOON, "calls", "k" + i, NOON.plusSeconds(60)));
    }

    assertThat(keys.blocks(NOON)).hasSize(RefusedKeys.MOST_BLOCKS);
    assertThat(keys.blocks(NOON.plusSeconds(61))).isEmpty();
    keys.accept(new KeyBlocked(NOON, "calls", "late", NOON.plusSeconds(90)));
    assertThat(keys.blocks(NOON.plusSeconds(61))).containsOnlyKeys(client("late"));
  }

  @Test
  void nodes_know_whom_others_refuse_and_block() throws InterruptedException {
    ClusterInMemory cluster = new ClusterInMemory();
    RefusedKeys there = new RefusedKeys();
    refuse(keys, "both", 2, NOON);
    refuse(there, "both", 3, NOON);
    refuse(there, "other", 4, NOON);
    there.accept(new KeyBlocked(NOON, "calls", "other", NOON.plusSeconds(60)));
    try (SharedState here = cluster.node("1");
        SharedState far = cluster.node("2");
        ClusterKeys own = new ClusterKeys(here, "/shop", keys);
        ClusterKeys theirs = new ClusterKeys(far, "/shop", there)) {
      theirs.tell(NOON);
      while (own.blocks(NOON).isEmpty()) {
        Thread.onSpinWait();
      }

      assertThat(own.busiest(NOON))
          .containsExactly(new Busy(client("both"), 5), new Busy(client("other"), 4));
      assertThat(own.blocks(NOON)).containsEntry(client("other"), NOON.plusSeconds(60));
    }
  }
}

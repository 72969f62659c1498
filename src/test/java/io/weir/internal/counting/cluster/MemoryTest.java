package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.store.LocalEntries;
import io.weir.internal.secret.Secret;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an entry of one rule with two limits takes of the heap. */
class MemoryTest {

  private static final int ENTRIES = 50_000;

  /** Bytes of an entry. */
  private static final long MOST = 400;

  private static final BucketSpec TWO_LIMITS =
      new BucketSpec(
          List.of(new Limit(60, Duration.ofMinutes(1)), new Limit(1000, Duration.ofHours(1))),
          Refill.WINDOW,
          ZoneOffset.UTC);

  private static final BucketSpec ONE_TOKEN =
      new BucketSpec(List.of(new Limit(1, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);

  private static final int FLOOD = 400_000;

  /** Of a table: a little more than its size, for Hazelcast bounds each of its parts. */
  private static final long MOST_ENTRIES = 220_000;

  private final Pseudonyms pseudonyms = new Pseudonyms(Secret.random());

  @Test
  void an_entry_of_this_jvm() {
    assertThat(bytes(new LocalEntries(InstantSource.system()))).isLessThanOrEqualTo(MOST);
  }

  /** With what the node itself remembers of it. */
  @Test
  void an_entry_of_a_member() throws IOException {
    try (ClusterMember member =
        ClusterMember.start(Policies.member(ClusterEntriesTest.freePort(), List.of()))) {
      assertThat(bytes(member.entries())).isLessThanOrEqualTo(MOST);
    }
  }

  /**
   * More addresses than a table has entries, each of which exhausts its limit, so that no entry can
   * be forgotten without a loss; then more that take one token of many.
   */
  @Test
  void a_flood_of_addresses_takes_bounded_memory_and_makes_a_member_forget_nobody()
      throws IOException {
    try (ClusterMember member =
        ClusterMember.start(Policies.member(ClusterEntriesTest.freePort(), List.of()))) {
      Entries entries = member.entries();
      take(entries, "before", 1000);
      long before = used();
      exhaust(entries, "victim", 1000);
      exhaust(entries, "flood", FLOOD);
      assertThat(exhaust(entries, "victim", 1000)).as("forgotten").isLessThanOrEqualTo(1);
      assertThat(exhaust(entries, "innocent", 20_000))
          .as("admitted, for they share overflow entries")
          .isLessThanOrEqualTo(5000);
      assertThat(used() - before).isLessThan(MOST_ENTRIES * MOST);
      take(entries, "light", FLOOD / 10);
      assertThat(exhaust(entries, "victim", 1000)).as("forgotten").isLessThanOrEqualTo(1);
      assertThat(used() - before).isLessThan(2 * MOST_ENTRIES * MOST);
    }
  }

  /**
   * Takes the only token of each.
   *
   * @return how many had it
   */
  private int exhaust(Entries entries, String prefix, int number) {
    int admitted = 0;
    for (int i = 0; i < number; i++) {
      EntryKey key = key(prefix, i);
      TokenRequest request =
          new TokenRequest(
              key, 2, ONE_TOKEN, 1, WhenClusterFails.LOCAL, TokenRequest.NO_LOGIN, true);
      admitted += entries.take(key, List.of(request)).get(0).admitted() ? 1 : 0;
    }
    return admitted;
  }

  private EntryKey key(String prefix, int number) {
    return new EntryKey(pseudonyms.of(prefix, Integer.toString(number)), RetentionClass.HOUR, true);
  }

  private long bytes(Entries entries) {
    take(entries, "before", 1000);
    long before = used();
    take(entries, "client", ENTRIES);
    long bytes = (used() - before) / ENTRIES;
    System.out.println("bytes of an entry: " + bytes);
    take(entries, "after", 1); // The entries are still needed.
    return bytes;
  }

  private void take(Entries entries, String prefix, int number) {
    for (int i = 0; i < number; i++) {
      EntryKey key = key(prefix, i);
      entries.take(
          key,
          List.of(
              new TokenRequest(
                  key, 1, TWO_LIMITS, 1, WhenClusterFails.LOCAL, TokenRequest.NO_LOGIN, true)));
    }
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

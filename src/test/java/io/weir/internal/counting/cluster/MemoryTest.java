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
      EntryKey key =
          new EntryKey(pseudonyms.of(prefix, Integer.toString(i)), RetentionClass.HOUR, true);
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

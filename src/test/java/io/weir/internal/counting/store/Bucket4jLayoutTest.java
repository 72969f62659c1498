package io.weir.internal.counting.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.BucketState;
import io.github.bucket4j.BucketState64BitsInteger;
import io.github.bucket4j.MathType;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.remote.RemoteStat;
import io.github.bucket4j.distributed.serialization.InternalSerializationHelper;
import io.github.bucket4j.distributed.serialization.Scope;
import io.github.bucket4j.distributed.versioning.Versions;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption.Level;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What Weir assumes about the inner layout of Bucket4j. If an upgrade of Bucket4j breaks a test
 * here, read {@link Bucket4jLayout} again before you change the test: nodes of a cluster run one
 * version of Weir, so only the code must fit the new layout.
 */
class Bucket4jLayoutTest {

  private static final BucketSpec SPEC =
      new BucketSpec(
          List.of(new Limit(60, Duration.ofMinutes(1)), new Limit(1000, Duration.ofDays(1))),
          Refill.SMOOTH,
          ZoneOffset.UTC);

  private static BucketState state(long created, long now, long taken) {
    BucketState state =
        BucketState.createInitialState(
            Bucket4jConfigurations.of(SPEC, Instant.EPOCH), MathType.INTEGER_64_BITS, created);
    state.refillAllBandwidth(now);
    state.consume(taken);
    return state;
  }

  private static byte[] entry(BucketState state) {
    return InternalSerializationHelper.serializeState(
        new RemoteBucketState(state, new RemoteStat(0), null), Versions.getLatest());
  }

  @Test
  void a_snapshot_has_refill_time_size_and_rounding_error_of_each_limit() throws IOException {
    BucketState64BitsInteger state = (BucketState64BitsInteger) state(5, 7, 10);
    long[] data =
        (long[])
            BucketState64BitsInteger.SERIALIZATION_HANDLE
                .toJsonCompatibleSnapshot(state, Versions.getLatest(), Scope.PERSISTED_STATE)
                .get(Bucket4jLayout.STATE_DATA);
    assertThat(data).containsExactly(7, 50, 0, 7, 990, 0);
    assertThat(Bucket4jLayout.levels(state)).containsExactly(new Level(50, 7), new Level(990, 7));
  }

  @Test
  void an_entry_has_the_bytes_of_the_format_of_bucket4j() {
    String versionsAndNumberOfLimits = "000000010000000100000002";
    String perMinute =
        "00000001000000000000003c000000000000003c0000000df84758000000"
            + "00000000003c0080000000000000000001000130";
    String perDay =
        "0000000100000000000003e800000000000003e800004e94914f00000000"
            + "0000000003e80080000000000000000001000131";
    String versionAndLength = "000000030000000100000006";
    String stateData =
        "000000000000000700000000000000320000000000000000"
            + "000000000000000700000000000003de0000000000000000";
    String statistics = "000000010000000000000000";
    assertThat(HexFormat.of().formatHex(entry(state(5, 7, 10))))
        .isEqualTo(
            versionsAndNumberOfLimits
                + perMinute
                + perDay
                + versionAndLength
                + stateData
                + statistics);
  }

  @Test
  void a_bucket_may_owe_tokens() {
    BucketState state = state(5, 7, 1010);
    assertThat(Bucket4jLayout.levels(state)).containsExactly(new Level(-950, 7), new Level(-10, 7));
    assertThat(Bucket4jLayout.fullness(entry(state), 7)).isEqualTo(-950.0 / 60);
  }

  @Test
  void tokens_are_given_back_to_an_entry_as_far_as_none_came_back_meanwhile() {
    List<Level> left = Bucket4jLayout.levels(state(0, 0, 10));
    byte[] untouched = entry(state(0, 0, 10));
    assertThat(levels(Bucket4jLayout.refunded(untouched, 10, left)))
        .containsExactly(new Level(60, 0), new Level(1000, 0));

    long fourSeconds = Duration.ofSeconds(4).toNanos();
    BucketState later = state(0, 0, 10);
    later.refillAllBandwidth(fourSeconds);
    assertThat(levels(Bucket4jLayout.refunded(entry(later), 10, left)))
        .extracting(Level::tokens)
        .containsExactly(60L, 996L);

    later.refillAllBandwidth(Duration.ofMinutes(1).toNanos());
    byte[] full = entry(later);
    assertThat(Bucket4jLayout.refunded(full, 10, left)).isSameAs(full);
  }

  private static List<Level> levels(byte[] entry) {
    return Bucket4jLayout.levels(
        InternalSerializationHelper.deserializeState(entry).copyBucketState());
  }
}

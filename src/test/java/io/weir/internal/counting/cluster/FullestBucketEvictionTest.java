package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.spi.eviction.EvictableEntryView;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.MathType;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.remote.RemoteStat;
import io.github.bucket4j.distributed.serialization.InternalSerializationHelper;
import io.github.bucket4j.distributed.versioning.Versions;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.store.Bucket4jConfigurations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class FullestBucketEvictionTest {

  private static final BucketSpec SHAPE =
      new BucketSpec(
          List.of(new Limit(60, Duration.ofMinutes(1)), new Limit(1000, Duration.ofDays(1))),
          Refill.WINDOW,
          ZoneOffset.UTC);

  private final FullestBucketEviction order = new FullestBucketEviction();

  /** A bucket from which this many tokens were taken this long ago. */
  private static EvictableEntryView<String, byte[]> bucket(long taken, Duration ago) {
    Instant then = Instant.now().minus(ago);
    BucketState state =
        BucketState.createInitialState(
            Bucket4jConfigurations.of(SHAPE, then),
            MathType.INTEGER_64_BITS,
            then.toEpochMilli() * 1_000_000);
    state.consume(taken);
    byte[] bytes =
        InternalSerializationHelper.serializeState(
            new RemoteBucketState(state, new RemoteStat(taken), null), Versions.getLatest());
    return new Entry(bytes);
  }

  @Test
  void the_fullest_bucket_is_forgotten_first() {
    assertThat(order.compare(bucket(1, Duration.ZERO), bucket(60, Duration.ZERO))).isNegative();
    assertThat(order.compare(bucket(60, Duration.ZERO), bucket(1, Duration.ZERO))).isPositive();
    assertThat(order.compare(bucket(5, Duration.ZERO), bucket(5, Duration.ZERO))).isZero();
  }

  @Test
  void what_came_back_since_is_seen() {
    assertThat(order.compare(bucket(59, Duration.ofHours(2)), bucket(30, Duration.ZERO)))
        .isNegative();
  }

  private static final class Entry implements EvictableEntryView<String, byte[]> {

    private final byte[] bytes;

    Entry(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public byte[] getValue() {
      return bytes;
    }

    @Override
    public String getKey() {
      return "key";
    }

    @Override
    public long getCreationTime() {
      return 0;
    }

    @Override
    public long getLastAccessTime() {
      return 0;
    }

    @Override
    public long getHits() {
      return 0;
    }
  }
}

package io.weir.internal.counting;

import java.time.Instant;
import java.util.List;

/**
 * The tokens that were taken from one bucket, and what a later refund or settlement must know. A
 * plain value: it holds no reference to the store.
 *
 * @param place where the tokens were taken, and where a refund goes
 * @param entry the entry that has the bucket
 * @param bucket which bucket of the entry
 * @param spec the properties of the bucket
 * @param tokens how many were taken; 0 if the bucket refused
 * @param taken when, by the clock of the node that keeps the bucket
 * @param levels one for each limit, as the consumption left it; empty for {@link Refill#STRICT}
 */
public record Consumption(
    Place place,
    EntryKey entry,
    long bucket,
    BucketSpec spec,
    long tokens,
    Instant taken,
    List<Level> levels) {

  public Consumption {
    levels = List.copyOf(levels);
  }

  /** The same consumption of other tokens at another place. */
  public Consumption of(Place other, long otherTokens) {
    return new Consumption(other, entry, bucket, spec, otherTokens, taken, levels);
  }

  /** Where a bucket is kept. */
  public enum Place {
    /** In the cluster, shared by all nodes. */
    CLUSTER,
    /** In this JVM: there is no cluster, or it did not answer in time. */
    LOCAL
  }

  /**
   * What one limit of a bucket holds.
   *
   * @param tokens negative while the bucket owes tokens
   * @param refilledAt when tokens last came back, in nanoseconds of Unix time
   */
  public record Level(long tokens, long refilledAt) {}
}

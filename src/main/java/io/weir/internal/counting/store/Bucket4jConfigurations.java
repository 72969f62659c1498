package io.weir.internal.counting.store;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BandwidthBuilder.BandwidthBuilderBuildStage;
import io.github.bucket4j.BandwidthBuilder.BandwidthBuilderRefillStage;
import io.github.bucket4j.BucketConfiguration;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits in the terms of Bucket4j. They do not depend on time: a bucket that is aligned to the
 * clock differs from a window only in when it was first refilled.
 *
 * @param limits the limits
 * @param all the configuration of a bucket with all limits
 * @param each the configuration of a bucket with one of the limits, for the state of that limit
 */
record Bucket4jConfigurations(
    List<Limit> limits, BucketConfiguration all, List<BucketConfiguration> each) {

  /** More than there are rules. What does not fit is made anew each time. */
  private static final int MOST_KNOWN = 10_000;

  private static final Map<Limits, Bucket4jConfigurations> KNOWN = new ConcurrentHashMap<>();

  private record Limits(List<Limit> limits, boolean smooth) {}

  static Bucket4jConfigurations of(List<Limit> limits, Refill refill) {
    Limits key = new Limits(limits, refill == Refill.SMOOTH);
    Bucket4jConfigurations known = KNOWN.get(key);
    if (known != null) {
      return known;
    }
    Bucket4jConfigurations made = of(key);
    if (KNOWN.size() < MOST_KNOWN) {
      KNOWN.put(key, made);
    }
    return made;
  }

  private static Bucket4jConfigurations of(Limits key) {
    var all = BucketConfiguration.builder();
    key.limits().forEach(limit -> all.addLimit(bandwidth(limit, key.smooth())));
    List<BucketConfiguration> each =
        key.limits().stream()
            .map(
                limit ->
                    BucketConfiguration.builder().addLimit(bandwidth(limit, key.smooth())).build())
            .toList();
    return new Bucket4jConfigurations(key.limits(), all.build(), each);
  }

  private static Bandwidth bandwidth(Limit limit, boolean smooth) {
    BandwidthBuilderRefillStage filling = Bandwidth.builder().capacity(limit.tokens());
    BandwidthBuilderBuildStage bandwidth =
        smooth
            ? filling.refillGreedy(limit.tokens(), limit.period())
            : filling.refillIntervally(limit.tokens(), limit.period());
    return bandwidth.build();
  }
}

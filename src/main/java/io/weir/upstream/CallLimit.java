package io.weir.upstream;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** How often all nodes together may call a service. */
interface CallLimit {

  /** No limit. */
  CallLimit NONE = Optional::empty;

  /** Counts an attempt; the time until one is allowed if it is not. */
  Optional<Duration> take();

  /** A limit that the cluster counts; while the cluster is silent, each node has its share. */
  static CallLimit counted(CountingService counting, String scope, String name, Limit limit) {
    BucketSpec spec = new BucketSpec(List.of(limit), Refill.WINDOW, ZoneOffset.UTC);
    return () -> {
      // Made anew each time: after a merge of two clusters, the secret of names changes.
      TokenRequest request =
          new TokenRequest(
              new EntryKey(
                  counting.pseudonyms().of("upstream", scope, name),
                  RetentionClass.of(spec.refillTime()),
                  false),
              1,
              spec,
              1,
              WhenClusterFails.LOCAL,
              TokenRequest.NO_LOGIN,
              true);
      ConsumptionResult result = counting.take(List.of(request)).get(0);
      return result.admitted() ? Optional.empty() : Optional.of(result.delay());
    };
  }
}

package io.weir.upstream;

import io.weir.internal.counting.Limit;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of one service.
 *
 * @param limit how often it may be called, by all nodes together
 * @param retries how often a call is repeated at most, 0 to 10
 * @param base the longest wait before the first repetition; it doubles with each
 * @param longest no wait that Weir chooses is longer
 * @param deadline from the beginning of a call to the beginning of its last attempt
 * @param retryBudget how many repetitions there are for 100 calls, 0 to 100
 * @param connectTimeout for the client
 * @param readTimeout for the client
 */
record UpstreamPolicy(
    String name,
    Optional<Limit> limit,
    int retries,
    Duration base,
    Duration longest,
    Duration deadline,
    int retryBudget,
    Duration connectTimeout,
    Duration readTimeout) {

  /** The same service, whose calls are not repeated. */
  UpstreamPolicy withoutRetries() {
    return new UpstreamPolicy(
        name, limit, 0, base, longest, deadline, retryBudget, connectTimeout, readTimeout);
  }

  /** The longest that one attempt takes. */
  Duration attempt() {
    return connectTimeout.plus(readTimeout);
  }
}

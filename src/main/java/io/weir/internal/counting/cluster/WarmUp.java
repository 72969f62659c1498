package io.weir.internal.counting.cluster;

import com.hazelcast.spi.exception.RetryableException;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import javax.cache.processor.EntryProcessorException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tokens of buckets that no rule uses, and gives them back, many times. A store that cannot
 * work fails now, and the first requests find its classes loaded and compiled, the connections to
 * all members open, and threads running.
 */
final class WarmUp {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** Enough that the deadline holds for the first requests after a start. */
  private static final int TRIALS = 500;

  /** So many entries that every member keeps some of them. */
  private static final int ENTRIES = 50;

  private static final BucketSpec SPEC =
      new BucketSpec(
          List.of(
              new Limit(1_000_000, Duration.ofSeconds(1)),
              new Limit(1_000_000, Duration.ofMinutes(1))),
          Refill.WINDOW,
          ZoneOffset.UTC);

  private WarmUp() {}

  /**
   * Asks the entries, and fails if they cannot work. Entries that move to another member just now
   * will work.
   */
  static void entries(Entries entries, Pseudonyms pseudonyms) {
    try {
      ask(entries, pseudonyms);
    } catch (EntryProcessorException e) {
      if (!(e.getCause() instanceof RetryableException)) {
        throw e;
      }
      LOG.debug("Entries move, so the first requests may be slow", e);
    }
  }

  private static void ask(Entries entries, Pseudonyms pseudonyms) {
    for (int i = 0; i < TRIALS; i++) {
      TokenRequest request = request(pseudonyms.of("trial", Integer.toString(i % ENTRIES)));
      entries.settle(request.entry(), refunds(entries.take(request.entry(), List.of(request))));
    }
  }

  /** Asks as requests do. */
  static void service(CountingService service) {
    for (int i = 0; i < TRIALS; i++) {
      String name = service.pseudonyms().of("trial", Integer.toString(i % ENTRIES));
      service.settle(refunds(service.take(List.of(request(name)))));
    }
  }

  private static TokenRequest request(String name) {
    return new TokenRequest(
        new EntryKey(name, RetentionClass.MINUTE, true),
        1,
        SPEC,
        1,
        WhenClusterFails.LOCAL,
        TokenRequest.NO_LOGIN,
        true);
  }

  private static List<Settlement> refunds(List<ConsumptionResult> results) {
    return results.stream()
        .map(ConsumptionResult::consumption)
        .filter(Objects::nonNull)
        .map((Consumption consumption) -> Settlement.refund(consumption))
        .toList();
  }
}

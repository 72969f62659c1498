package io.weir.internal.counting;

import io.weir.internal.counting.ConsumptionResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses from this JVM what the cluster has just refused, so that a client that floods costs the
 * cluster nothing. A bucket admits no request as large before the time that it told, unless
 * somebody gives tokens back. Settlements of this JVM are noticed at once, those of other nodes
 * within a second.
 *
 * <p>The number of refusals is fixed: each has one place, and the newer takes it.
 */
final class RefusalCache {

  /** A power of two. */
  private static final int PLACES = 1 << 14;

  /** What the clocks of two threads, and the rounding of a delay, may differ by. */
  private static final long MARGIN = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * How long a refusal is believed, and then while one request asks again for the others: together
   * one second.
   */
  private static final long BELIEVED = TimeUnit.MILLISECONDS.toNanos(800);

  private static final long ASKING = TimeUnit.MILLISECONDS.toNanos(200);

  private final AtomicReferenceArray<@Nullable Refusal> refusals =
      new AtomicReferenceArray<>(PLACES);

  /** How often entries were settled, by their place. */
  private final AtomicIntegerArray settled = new AtomicIntegerArray(PLACES);

  private final LongSupplier nanoTime;

  RefusalCache(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * A refusal of the cluster. Times are those of {@link System#nanoTime}.
   *
   * @param request which was refused
   * @param limits as the cluster told them
   * @param told when it told them
   * @param asked when one request asks again, and the others wait for it
   * @param end when the refusal is no longer believed
   */
  private record Refusal(
      TokenRequest request, List<LimitState> limits, long told, long asked, long end) {

    boolean covers(TokenRequest other) {
      return request.bucket() == other.bucket()
          && other.tokens() >= request.tokens()
          && other.knownLogin() == TokenRequest.NO_LOGIN
          && request.entry().equals(other.entry())
          && request.spec().equals(other.spec());
    }
  }

  /**
   * The results of a request that is refused without asking the cluster; null if it must be asked.
   */
  @Nullable List<ConsumptionResult> refuse(List<TokenRequest> requests) {
    ConsumptionResult[] results = null;
    long now = nanoTime.getAsLong();
    for (int i = 0; i < requests.size(); i++) {
      TokenRequest request = requests.get(i);
      Refusal refusal = request.stopsOthers() ? refusals.get(place(request)) : null;
      if (refusal != null && refusal.covers(request) && lasts(refusal, now)) {
        if (results == null) {
          results = new ConsumptionResult[requests.size()];
          Arrays.fill(results, ConsumptionResult.NOT_ASKED);
        }
        results[i] =
            new ConsumptionResult(Outcome.REFUSED, later(refusal, now - refusal.told()), null);
      }
    }
    return results == null ? null : List.of(results);
  }

  /** Whether a refusal is still believed. The first that finds it old asks again. */
  private boolean lasts(Refusal refusal, long now) {
    if (now - refusal.end() >= 0) {
      return false;
    }
    if (now - refusal.asked() < 0) {
      return true;
    }
    Refusal asking =
        new Refusal(
            refusal.request(), refusal.limits(), refusal.told(), refusal.end(), refusal.end());
    return !refusals.compareAndSet(place(refusal.request()), refusal, asking);
  }

  private static List<LimitState> later(Refusal refusal, long nanos) {
    Duration passed = Duration.ofNanos(nanos);
    List<LimitState> limits = new ArrayList<>(refusal.limits().size());
    for (LimitState limit : refusal.limits()) {
      limits.add(
          new LimitState(
              limit.tokens(),
              limit.left(),
              less(limit.delay(), passed),
              less(limit.reset(), passed)));
    }
    return limits;
  }

  private static Duration less(Duration duration, Duration passed) {
    return duration.compareTo(passed) > 0 ? duration.minus(passed) : Duration.ZERO;
  }

  /** Asks the cluster, and keeps what it refuses. */
  List<ConsumptionResult> take(Entries shared, EntryKey entry, List<TokenRequest> requests) {
    int before = settled.get(place(entry));
    long asked = nanoTime.getAsLong();
    List<ConsumptionResult> results = shared.take(entry, requests);
    for (int i = 0; i < requests.size(); i++) {
      TokenRequest request = requests.get(i);
      ConsumptionResult result = results.get(i);
      if (result.granted()) {
        forget(request);
      } else if (result.outcome() == Outcome.REFUSED
          && request.stopsOthers()
          && request.knownLogin() == TokenRequest.NO_LOGIN) {
        keep(request, result, asked, before);
      }
    }
    return results;
  }

  private void forget(TokenRequest request) {
    Refusal known = refusals.get(place(request));
    if (known != null && known.covers(request)) {
      refusals.set(place(request), null);
    }
  }

  private void keep(TokenRequest request, ConsumptionResult result, long asked, int before) {
    long told = nanoTime.getAsLong();
    long end = asked + Math.min(result.delay().toNanos() - MARGIN, BELIEVED + ASKING);
    long again = Math.min(end, asked + BELIEVED);
    int place = place(request);
    Refusal known = refusals.get(place);
    boolean smaller =
        known != null
            && known.request().tokens() < request.tokens()
            && known.covers(request)
            && known.end() - told > 0;
    if (end - told > 0 && !smaller) {
      refusals.set(place, new Refusal(request, result.limits(), told, again, end));
      if (settled.get(place(request.entry())) != before) {
        refusals.set(place, null);
      }
    }
  }

  /** Forgets what is known of an entry, before and after it is settled. */
  void settle(Entries shared, EntryKey entry, List<Settlement> settlements) {
    settled.incrementAndGet(place(entry));
    try {
      shared.settle(entry, settlements);
    } finally {
      settled.incrementAndGet(place(entry));
      for (Settlement settlement : settlements) {
        refusals.set(place(entry, settlement.consumption().bucket()), null);
      }
    }
  }

  private static int place(TokenRequest request) {
    return place(request.entry(), request.bucket());
  }

  private static int place(EntryKey entry, long bucket) {
    return place(31 * entry.name().hashCode() + Long.hashCode(bucket));
  }

  private static int place(EntryKey entry) {
    return place(entry.name().hashCode());
  }

  private static int place(int hash) {
    return (hash ^ (hash >>> 16)) & (PLACES - 1);
  }
}

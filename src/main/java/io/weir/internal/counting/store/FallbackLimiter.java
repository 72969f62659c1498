package io.weir.internal.counting.store;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests that the cluster does not answer in time: each by its {@link WhenClusterFails}.
 *
 * @param known what the cluster has left, as far as this node knows
 * @param share what of it this node may grant
 * @param busy whether all requests are counted here
 * @param now in nanoseconds of Unix time
 */
record FallbackLimiter(Entry known, Share share, boolean busy, long now) {

  /**
   * Takes tokens.
   *
   * @param waiting the tokens of a bucket that other requests may get, which wait for an answer
   */
  List<ConsumptionResult> take(List<TokenRequest> requests, LongUnaryOperator waiting) {
    List<TokenRequest> counted = counted(requests);
    List<TokenRequest> shares = counted.stream().map(share::of).toList();
    List<ConsumptionResult> results = behindOthers(counted, shares, waiting);
    return withUncounted(
        requests, results == null ? results(counted, shares, known.take(shares, now)) : results);
  }

  List<ConsumptionResult> look(List<TokenRequest> requests) {
    List<TokenRequest> counted = counted(requests);
    List<TokenRequest> shares = counted.stream().map(share::of).toList();
    return withUncounted(requests, results(counted, shares, known.look(shares, now)));
  }

  /** Refusals, if the tokens may belong to others that wait for an answer; no block begins. */
  private @Nullable List<ConsumptionResult> behindOthers(
      List<TokenRequest> requests, List<TokenRequest> shares, LongUnaryOperator waiting) {
    List<TokenRequest> behind = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      long others = waiting.applyAsLong(requests.get(i).bucket());
      behind.add(others == 0 ? shares.get(i) : share.behind(requests.get(i), others));
    }
    if (behind.equals(shares)) {
      return null;
    }
    Outcome[] outcomes = known.look(behind, now).outcomes();
    boolean refused = false;
    for (int i = 0; i < outcomes.length; i++) {
      refused |= outcomes[i] == Outcome.REFUSED && requests.get(i).stopsOthers();
    }
    return refused ? refusals(requests, shares, outcomes) : null;
  }

  private List<ConsumptionResult> refusals(
      List<TokenRequest> requests, List<TokenRequest> shares, Outcome[] outcomes) {
    List<ConsumptionResult> looked = results(requests, shares, known.look(shares, now));
    List<ConsumptionResult> results = new ArrayList<>(looked.size());
    for (int i = 0; i < outcomes.length; i++) {
      ConsumptionResult one = looked.get(i);
      results.add(
          outcomes[i] == Outcome.REFUSED
              ? new ConsumptionResult(Outcome.REFUSED, Share.exhausted(one.limits()), null)
              : one);
    }
    return results;
  }

  private List<ConsumptionResult> results(
      List<TokenRequest> requests, List<TokenRequest> shares, Entry.Answer answer) {
    List<ConsumptionResult> all = known.results(shares, answer, Consumption.Place.LOCAL);
    List<ConsumptionResult> results = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      results.add(share.result(requests.get(i), all.get(i)));
    }
    return results;
  }

  private List<TokenRequest> counted(List<TokenRequest> requests) {
    return requests.stream().filter(this::isCounted).toList();
  }

  private boolean isCounted(TokenRequest request) {
    return busy || request.whenClusterFails() == WhenClusterFails.LOCAL;
  }

  private List<ConsumptionResult> withUncounted(
      List<TokenRequest> requests, List<ConsumptionResult> counted) {
    Iterator<ConsumptionResult> next = counted.iterator();
    return requests.stream()
        .map(request -> isCounted(request) ? next.next() : uncounted(request))
        .toList();
  }

  private static ConsumptionResult uncounted(TokenRequest request) {
    boolean open = request.whenClusterFails() == WhenClusterFails.OPEN;
    return new ConsumptionResult(open ? Outcome.UNCOUNTED : Outcome.UNAVAILABLE, List.of(), null);
  }
}

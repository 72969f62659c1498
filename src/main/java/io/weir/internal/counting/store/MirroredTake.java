package io.weir.internal.counting.store;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.PendingTake;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request for tokens, until the cluster has answered it. The lock of its entry guards it. */
final class MirroredTake implements PendingTake {

  private final MirroredEntries mirror;
  private final MirroredEntries.Place place;
  private final List<TokenRequest> requests;

  /** The tokens of each request that this node granted. */
  private final long[] granted;

  /** What this node decided without an answer; null while there is time for one. */
  private @Nullable List<ConsumptionResult> decided;

  MirroredTake(MirroredEntries mirror, MirroredEntries.Place place, List<TokenRequest> requests) {
    this.mirror = mirror;
    this.place = place;
    this.requests = requests;
    this.granted = new long[requests.size()];
  }

  List<TokenRequest> requests() {
    return requests;
  }

  @Override
  public List<ConsumptionResult> confirm(List<ConsumptionResult> answer) {
    return mirror.in(place, entry -> entry.confirm(this, answer));
  }

  @Override
  public List<ConsumptionResult> decide(boolean busy, boolean lost) {
    return mirror.in(place, entry -> entry.decide(this, busy, lost, mirror.share(), mirror.now()));
  }

  @Override
  public void correct(@Nullable List<ConsumptionResult> answer) {
    mirror.in(
        place,
        entry -> {
          entry.correct(this, answer, mirror.now());
          return true;
        });
  }

  void decided(List<ConsumptionResult> results) {
    decided = results;
    for (int i = 0; i < granted.length; i++) {
      Consumption consumption = results.get(i).consumption();
      granted[i] = consumption == null ? 0 : consumption.tokens();
    }
  }

  /** What the cluster may still take from a bucket for this request, and this node did not. */
  long waiting(long bucket) {
    long tokens = 0;
    for (int i = 0; i < granted.length; i++) {
      TokenRequest request = requests.get(i);
      tokens += granted[i] == 0 && request.bucket() == bucket ? request.tokens() : 0;
    }
    return tokens;
  }

  /** What this node granted of a bucket. */
  long granted(long bucket) {
    long tokens = 0;
    for (int i = 0; i < granted.length; i++) {
      tokens += requests.get(i).bucket() == bucket ? granted[i] : 0;
    }
    return tokens;
  }

  void addCharges(Share share, List<Settlement> charges) {
    for (int i = 0; i < granted.length; i++) {
      if (granted[i] > 0) {
        charges.add(Unconfirmed.charge(requests.get(i), share.tokens(requests.get(i), granted[i])));
      }
    }
  }

  /** Settles a consumption that this node granted; false if it is another's. */
  boolean settle(Consumption consumption, long actual) {
    for (int i = 0; decided != null && i < granted.length; i++) {
      if (consumption.equals(decided.get(i).consumption())) {
        granted[i] = actual;
        return true;
      }
    }
    return false;
  }

  /** Notes what this node granted and the cluster was not asked for. */
  void owe(Unconfirmed unconfirmed, long now) {
    for (int i = 0; i < granted.length; i++) {
      if (granted[i] > 0) {
        unconfirmed.owe(requests.get(i), granted[i], now);
      }
    }
  }

  /** Notes where the cluster took more or less than this node granted. */
  void owe(Unconfirmed unconfirmed, List<ConsumptionResult> answer, long now) {
    List<Settlement> refunds = new ArrayList<>(0);
    for (int i = 0; i < granted.length; i++) {
      Consumption taken = answer.get(i).consumption();
      boolean uncounted =
          decided != null && decided.get(i).outcome() == Outcome.UNCOUNTED; // It was let pass.
      if (taken != null && taken.tokens() != granted[i] && !uncounted) {
        refunds.add(Settlement.of(taken, granted[i]));
      } else if (taken == null && granted[i] > 0) {
        unconfirmed.owe(requests.get(i), granted[i], now);
      }
    }
    unconfirmed.owe(refunds);
  }
}

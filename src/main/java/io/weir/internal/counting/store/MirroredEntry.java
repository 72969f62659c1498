package io.weir.internal.counting.store;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of one entry: as the last answer of the cluster left it, without what this
 * node granted since. Its lock is that of its part of the table.
 */
final class MirroredEntry implements EntryTable.Evictable {

  /** More than any {@link Entry#weight}: what the cluster does not know yet is not forgotten. */
  private static final double WEIGHT_OF_UNCONFIRMED = 3;

  private Entry known = new Entry();

  /** When the last answer was given, by the clock of the node that keeps the entry. */
  private long knownAt = Long.MIN_VALUE;

  /** What that clock is ahead of the clock of this node. */
  private long ahead;

  /**
   * Until then this node grants nothing without the cluster, because it refused a request so. A
   * client with many requests at once, at several nodes, does not find the moment at which none of
   * them waits. By the clock of this node.
   */
  private long crowdedUntil = Long.MIN_VALUE;

  /** Null if there is nothing: so it is for most entries. */
  private @Nullable Unconfirmed unconfirmed;

  /**
   * Notes what an answer left.
   *
   * @param at when, by the clock of the node that keeps the entry
   */
  void note(Entry answered, long at, Share share, long now) {
    long earlier = knownAt == Long.MIN_VALUE ? 0 : knownAt - at;
    if (earlier > 0 && earlier < Entry.BELIEVED) {
      return; // A later answer has overtaken this one.
    }
    known = answered;
    knownAt = at;
    ahead = at - now;
    if (unconfirmed != null) {
      known.settle(unconfirmed.charges(share), at);
    }
  }

  void add(MirroredTake take) {
    unconfirmed().add(take);
  }

  private Unconfirmed unconfirmed() {
    if (unconfirmed == null) {
      unconfirmed = new Unconfirmed();
    }
    return unconfirmed;
  }

  private void remove(MirroredTake take) {
    Unconfirmed all = unconfirmed();
    all.remove(take);
    tidy(all);
  }

  private void tidy(Unconfirmed all) {
    if (all.isEmpty()) {
      unconfirmed = null;
    }
  }

  List<ConsumptionResult> confirm(MirroredTake take, List<ConsumptionResult> answer) {
    remove(take);
    if (unconfirmed == null) {
      return answer;
    }
    List<ConsumptionResult> results = new ArrayList<>(answer.size());
    boolean covered = true;
    for (int i = 0; i < answer.size(); i++) {
      ConsumptionResult one = answer.get(i);
      TokenRequest request = take.requests().get(i);
      boolean lacks =
          request.stopsOthers()
              && one.granted()
              && left(one) < unconfirmed.granted(request.bucket());
      covered &= !lacks;
      results.add(
          new ConsumptionResult(
              lacks ? Outcome.REFUSED : one.outcome(),
              lacks ? Share.exhausted(one.limits()) : one.limits(),
              null));
    }
    if (covered) {
      return answer;
    }
    unconfirmed.owe(
        answer.stream()
            .map(ConsumptionResult::consumption)
            .filter(consumption -> consumption != null && consumption.tokens() > 0)
            .map(Settlement::refund)
            .toList());
    return results;
  }

  private static long left(ConsumptionResult result) {
    return result.limits().stream().mapToLong(LimitState::left).min().orElse(Long.MAX_VALUE);
  }

  List<ConsumptionResult> decide(
      MirroredTake take, boolean busy, boolean lost, Share share, long now) {
    boolean crowded = now < crowdedUntil;
    List<ConsumptionResult> results =
        new FallbackLimiter(known, share, busy, now + ahead)
            .take(take.requests(), bucket -> crowded ? Limit.MAX_TOKENS : waiting(bucket, take));
    if (refused(take.requests(), results)) {
      crowdedUntil = now + Share.SOON.toNanos();
    }
    take.decided(results);
    if (lost) {
      take.owe(unconfirmed(), now);
      remove(take);
    }
    return results;
  }

  private long waiting(long bucket, MirroredTake own) {
    return unconfirmed().waiting(bucket, own);
  }

  private static boolean refused(List<TokenRequest> requests, List<ConsumptionResult> results) {
    for (int i = 0; i < results.size(); i++) {
      if (requests.get(i).stopsOthers() && results.get(i).outcome() == Outcome.REFUSED) {
        return true;
      }
    }
    return false;
  }

  List<ConsumptionResult> look(List<TokenRequest> requests, boolean busy, Share share, long now) {
    return new FallbackLimiter(known, share, busy, now + ahead).look(requests);
  }

  void correct(MirroredTake take, @Nullable List<ConsumptionResult> answer, long now) {
    if (answer == null) {
      take.owe(unconfirmed(), now);
    } else {
      take.owe(unconfirmed(), answer, now);
    }
    remove(take);
  }

  List<Settlement> settle(List<Settlement> settlements, Share share, long now) {
    List<Settlement> told = new ArrayList<>(0);
    for (Settlement settlement : settlements) {
      known.settle(List.of(share.of(settlement)), now + ahead);
      Consumption spelling = settlement.spelling();
      boolean here =
          settleHere(
              settlement.consumption(), settlement.forgetsBucket() ? 0 : settlement.tokens());
      if (spelling != null) {
        here &= settleHere(spelling, 0);
      }
      if (!here || settlement.forgetsBucket() || settlement.knownLogin() != TokenRequest.NO_LOGIN) {
        told.add(Share.inCluster(settlement, here));
      }
    }
    return told;
  }

  private boolean settleHere(Consumption consumption, long actual) {
    return unconfirmed != null && unconfirmed.settle(consumption, actual);
  }

  void owe(List<Settlement> settlements) {
    unconfirmed().owe(settlements);
  }

  /** Whether there is something that the cluster must be told. */
  boolean owes() {
    return unconfirmed != null && unconfirmed.owes();
  }

  Unconfirmed.@Nullable Owed owed(long now) {
    if (unconfirmed == null) {
      return null;
    }
    Unconfirmed.Owed owed = unconfirmed.owed(now);
    tidy(unconfirmed);
    return owed;
  }

  void failed() {
    unconfirmed().failed();
  }

  void paid(Unconfirmed.Owed owed) {
    Unconfirmed all = unconfirmed();
    all.paid(owed);
    tidy(all);
  }

  @Override
  public boolean isOver(long now) {
    return known.isOver(now + ahead) && (unconfirmed == null || unconfirmed.isOver(now));
  }

  @Override
  public double weight(long now) {
    return unconfirmed == null ? known.weight(now + ahead) : WEIGHT_OF_UNCONFIRMED;
  }
}

package io.weir.internal.counting.store;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this node knows of one entry, and the cluster does not know yet. */
final class Unconfirmed {

  /**
   * More than a client does while the cluster is silent; what comes then, the cluster is not told.
   */
  private static final int MOST_SETTLEMENTS = 64;

  private final List<MirroredTake> pending = new ArrayList<>(1);
  private final List<Debt> debts = new ArrayList<>(0);
  private final List<Settlement> settlements = new ArrayList<>(0);

  /** Whether a thread tells the cluster now. */
  private boolean telling;

  /**
   * Tokens that this node granted, and the cluster was not asked for.
   *
   * @param request of one of them
   * @param at the time of the last, in nanoseconds of Unix time
   */
  record Debt(TokenRequest request, long tokens, long at) {

    /** Whether the tokens have come back since. */
    boolean isOver(long now) {
      return now - at > request.spec().refillTime().toNanos();
    }

    Settlement settlement() {
      return charge(request, tokens);
    }
  }

  /** The settlement by which a bucket lacks tokens that nobody took from it. */
  static Settlement charge(TokenRequest request, long tokens) {
    return Settlement.of(
        new Consumption(
            Consumption.Place.CLUSTER,
            request.entry(),
            request.bucket(),
            request.spec(),
            0,
            Instant.EPOCH,
            List.of()),
        Math.min(tokens, request.spec().mostTokens()));
  }

  boolean isEmpty() {
    return pending.isEmpty() && !owes();
  }

  /** Whether nothing is lost if this is forgotten. */
  boolean isOver(long now) {
    return pending.isEmpty()
        && !telling
        && settlements.isEmpty()
        && debts.stream().allMatch(debt -> debt.isOver(now));
  }

  void add(MirroredTake take) {
    pending.add(take);
  }

  void remove(MirroredTake take) {
    pending.remove(take);
  }

  /** What the others that wait for an answer may take from a bucket. */
  long waiting(long bucket, MirroredTake own) {
    long tokens = 0;
    for (MirroredTake take : pending) {
      tokens += take == own ? 0 : take.waiting(bucket);
    }
    return tokens;
  }

  /** The tokens of a bucket that this node granted, and the cluster has not counted. */
  long granted(long bucket) {
    long tokens = 0;
    for (MirroredTake take : pending) {
      tokens += take.granted(bucket);
    }
    for (Debt debt : debts) {
      tokens += debt.request().bucket() == bucket ? debt.tokens() : 0;
    }
    return tokens;
  }

  /** The same of all buckets, in tokens of the buckets. */
  List<Settlement> charges(Share share) {
    List<Settlement> charges = new ArrayList<>();
    pending.forEach(take -> take.addCharges(share, charges));
    for (Debt debt : debts) {
      charges.add(charge(debt.request(), share.tokens(debt.request(), debt.tokens())));
    }
    return charges;
  }

  void owe(TokenRequest request, long tokens, long now) {
    debts.removeIf(debt -> debt.isOver(now));
    long before = 0;
    for (Debt debt : List.copyOf(debts)) {
      if (debt.request().bucket() == request.bucket()) {
        before = debt.tokens();
        debts.remove(debt);
      }
    }
    debts.add(new Debt(request, Math.min(before + tokens, request.spec().mostTokens()), now));
  }

  void owe(List<Settlement> more) {
    if (settlements.size() + more.size() <= MOST_SETTLEMENTS) {
      settlements.addAll(more);
    }
  }

  /**
   * Settles a consumption here.
   *
   * @return false if the cluster has counted it
   */
  boolean settle(Consumption consumption, long actual) {
    for (MirroredTake take : pending) {
      if (take.settle(consumption, actual)) {
        return true;
      }
    }
    for (int i = 0; i < debts.size(); i++) {
      Debt debt = debts.get(i);
      long rest = debt.tokens() - consumption.tokens() + actual;
      if (debt.request().bucket() == consumption.bucket() && rest >= 0) {
        debts.set(i, new Debt(debt.request(), rest, debt.at()));
        return true;
      }
    }
    return false;
  }

  /** Whether there may be something that the cluster must be told. */
  boolean owes() {
    return telling || !debts.isEmpty() || !settlements.isEmpty();
  }

  /** What the cluster must be told about one entry; null if nothing, or if it is being told. */
  @Nullable Owed owed(long now) {
    debts.removeIf(debt -> debt.tokens() == 0 || debt.isOver(now));
    if (telling || (debts.isEmpty() && settlements.isEmpty())) {
      return null;
    }
    telling = true;
    EntryKey key =
        debts.isEmpty() ? settlements.get(0).consumption().entry() : debts.get(0).request().entry();
    return new Owed(
        key,
        debts.stream().filter(debt -> debt.request().entry().equals(key)).toList(),
        settlements.stream().filter(one -> one.consumption().entry().equals(key)).toList());
  }

  /** What the cluster must be told about an entry. */
  record Owed(EntryKey key, List<Debt> debts, List<Settlement> settlements) {

    List<Settlement> all() {
      List<Settlement> all = new ArrayList<>(settlements);
      debts.forEach(debt -> all.add(debt.settlement()));
      return all;
    }
  }

  /** The cluster could not be told. */
  void failed() {
    telling = false;
  }

  /** Forgets what the cluster was told; what was granted meanwhile is still owed. */
  void paid(Owed owed) {
    telling = false;
    settlements.removeAll(owed.settlements());
    for (Debt paid : owed.debts()) {
      for (int i = 0; i < debts.size(); i++) {
        Debt debt = debts.get(i);
        if (debt.request().bucket() == paid.request().bucket()) {
          debts.set(
              i, new Debt(debt.request(), Math.max(0, debt.tokens() - paid.tokens()), debt.at()));
        }
      }
    }
    debts.removeIf(debt -> debt.tokens() == 0);
  }
}

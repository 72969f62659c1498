package io.weir.budget;

import io.weir.internal.counting.ledger.LedgerKey;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Copies of ledgers, of bounded number. Of too many, one goes of which little is spent, so that no
 * flood of new keys makes Weir forget who has spent much.
 */
final class LargestLedgers {

  /** Among so many, the one with the least spending goes. */
  private static final int COMPARED = 16;

  private final int most;
  private final LinkedHashMap<LedgerKey, byte[]> copies = new LinkedHashMap<>();

  /** How much of its budget is spent in each, from 0 to 1. */
  private final Map<LedgerKey, Double> shares = new HashMap<>();

  LargestLedgers(int most) {
    this.most = most;
  }

  /**
   * Keeps a copy.
   *
   * @param share how much of its budget is spent, from 0 to 1
   * @return which ledger is kept no more in its place
   */
  Optional<LedgerKey> put(LedgerKey key, byte[] ledger, double share) {
    copies.remove(key);
    copies.put(key, ledger);
    shares.put(key, share);
    return copies.size() > most ? Optional.of(drop()) : Optional.empty();
  }

  /** Drops one of those that were compared longest ago; the others are compared last again. */
  private LedgerKey drop() {
    List<LedgerKey> oldest = copies.keySet().stream().limit(COMPARED).toList();
    LedgerKey least = oldest.stream().min(Comparator.comparingDouble(this::share)).orElseThrow();
    for (LedgerKey key : oldest) {
      byte[] ledger = copies.remove(key);
      if (ledger != null && !key.equals(least)) {
        copies.put(key, ledger);
      }
    }
    shares.remove(least);
    return least;
  }

  private double share(LedgerKey key) {
    return shares.getOrDefault(key, 1.0);
  }

  void remove(LedgerKey key) {
    copies.remove(key);
    shares.remove(key);
  }

  void removeIf(Predicate<LedgerKey> over) {
    copies.keySet().removeIf(over);
    shares.keySet().removeIf(over);
  }

  /** The written forms. */
  Map<LedgerKey, byte[]> copies() {
    return Collections.unmodifiableMap(copies);
  }
}

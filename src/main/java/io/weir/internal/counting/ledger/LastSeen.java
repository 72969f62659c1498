package io.weir.internal.counting.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What accounts of the cluster had left when this node last saw them: while the cluster does not
 * answer, this node may spend its share of that, in an account of its own.
 *
 * <pre>
 *   silent:  share → account of this node alone → charges, sent later
 *   over:    all charges are acknowledged, and then the ledger answers → the account is forgotten
 * </pre>
 *
 * <p>Until then the account counts on, however often other ledgers answer meanwhile: a node that
 * got a share each time would have no bound.
 */
final class LastSeen {

  private static final int MOST = 10_000;

  /** As many as there are ledgers of this node. */
  private static final int MOST_OUTAGES = 200_000;

  private record Place(String ledger, long account) {}

  /** A time in which a ledger is silent. */
  private static final class Outage {

    /** What was left; nothing if that is not known. */
    private List<Long> left;

    /** How many holds and charges of the share are not acknowledged. */
    private int open;

    Outage(List<Long> left) {
      this.left = left;
    }
  }

  private final int most;
  private final int mostOutages;

  /** Forgets an account of this node. */
  private final BiConsumer<LedgerKey, Long> forget;

  private final Map<Place, List<Long>> seen = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Place, Outage> outages = new LinkedHashMap<>();

  /** By the id of a share; as many as there are budgets. */
  private final Map<Long, AccountSpec> wholes = new LinkedHashMap<>();

  LastSeen(BiConsumer<LedgerKey, Long> forget) {
    this(forget, MOST, MOST_OUTAGES);
  }

  LastSeen(BiConsumer<LedgerKey, Long> forget, int most, int mostOutages) {
    this.forget = forget;
    this.most = most;
    this.mostOutages = mostOutages;
  }

  /** Takes note of an answer of the cluster. */
  synchronized void answered(List<HoldRequest> requests, List<HoldResult> results) {
    for (int i = 0; i < requests.size(); i++) {
      HoldRequest request = requests.get(i);
      Place place = place(request.ledger(), request.account());
      List<Long> left = results.get(i).left();
      seen.put(place, left);
      Outage outage = outages.get(place);
      if (outage != null && outage.open > 0) {
        outage.left = left;
      } else if (outage != null) {
        outages.remove(place);
        forget.accept(request.ledger(), share(request.account().id()));
      }
    }
    shrink(seen, most);
  }

  private static void shrink(Map<?, ?> map, int most) {
    while (map.size() > most) {
      map.remove(map.keySet().iterator().next());
    }
  }

  private static Place place(LedgerKey ledger, AccountSpec account) {
    return new Place(ledger.name(), account.id());
  }

  /** The id of the share of an account. */
  private static long share(long account) {
    return account + 31;
  }

  /**
   * The account of this node alone, with its share of what was left. It is open until {@link
   * #acknowledged}.
   */
  synchronized AccountSpec share(HoldRequest request, int nodes) {
    AccountSpec whole = request.account();
    Place place = place(request.ledger(), whole);
    Outage outage =
        outages.computeIfAbsent(place, begins -> new Outage(seen.getOrDefault(place, List.of())));
    outage.open++;
    shrink(outages, mostOutages);
    List<Allowance> shares = new ArrayList<>(whole.allowances().size());
    for (int i = 0; i < whole.allowances().size(); i++) {
      Allowance allowance = whole.allowances().get(i);
      // An allowance of nothing cannot be written; with 1, only a request without estimate passes.
      shares.add(allowance.of(Math.max(1, left(outage.left, i, allowance) / nodes)));
    }
    AccountSpec share =
        new AccountSpec(share(whole.id()), shares, whole.zone(), List.<Integer>of());
    wholes.put(share.id(), whole);
    return share;
  }

  private static long left(List<Long> left, int place, Allowance allowance) {
    return place >= left.size()
        ? allowance.amount()
        : Math.min(allowance.amount(), left.get(place));
  }

  /** Takes note that what a share had reserved is charged in the cluster, or was not spent. */
  synchronized void acknowledged(LedgerKey ledger, AccountSpec share) {
    Outage outage = outages.get(place(ledger, whole(share)));
    if (outage != null && outage.open > 0) {
      outage.open--;
    }
  }

  /** The account of the cluster to which a share belongs. */
  synchronized AccountSpec whole(AccountSpec share) {
    return wholes.getOrDefault(share.id(), share);
  }

  /** How many ledgers and accounts it knows. */
  synchronized int size() {
    return seen.size() + outages.size();
  }
}

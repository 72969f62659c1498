package io.weir.internal.counting.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What accounts of the cluster had left when this node last saw them: while the cluster does not
 * answer, this node may spend its share of that.
 */
final class LastSeen {

  private static final int MOST = 10_000;

  private record Place(String ledger, long account) {}

  /**
   * What was left.
   *
   * @param outage how often the cluster had been silent before; each silence has accounts of its
   *     own
   */
  private record Left(List<Long> amounts, long outage) {}

  private final Map<Place, Left> seen = new LinkedHashMap<>(16, 0.75f, true);

  /** By the id of a share; as many as there are budgets, for each outage. */
  private final Map<Long, AccountSpec> wholes = new HashMap<>();

  private long outage = 1;
  private boolean silent;

  /** Takes note of an answer of the cluster. */
  synchronized void answered(List<HoldRequest> requests, List<HoldResult> results) {
    if (silent) {
      silent = false;
      outage++;
    }
    for (int i = 0; i < requests.size(); i++) {
      HoldRequest request = requests.get(i);
      seen.put(place(request), new Left(results.get(i).left(), outage));
    }
    while (seen.size() > MOST) {
      seen.remove(seen.keySet().iterator().next());
    }
  }

  private static Place place(HoldRequest request) {
    return new Place(request.ledger().name(), request.account().id());
  }

  /** The account of this node alone, with its share of what was left. */
  synchronized AccountSpec share(HoldRequest request, int nodes) {
    silent = true;
    AccountSpec whole = request.account();
    Left left = seen.get(place(request));
    List<Allowance> shares = new ArrayList<>(whole.allowances().size());
    for (int i = 0; i < whole.allowances().size(); i++) {
      Allowance allowance = whole.allowances().get(i);
      long rest = left == null ? allowance.amount() : left(left, i, allowance);
      // An allowance of nothing cannot be written; with 1, only a request without estimate passes.
      shares.add(allowance.of(Math.max(1, rest / nodes)));
    }
    AccountSpec share =
        new AccountSpec(whole.id() + 31 * outage, shares, whole.zone(), List.<Integer>of());
    wholes.put(share.id(), whole);
    return share;
  }

  /** The account of the cluster to which a share belongs. */
  synchronized AccountSpec whole(AccountSpec share) {
    return wholes.getOrDefault(share.id(), share);
  }

  private static long left(@Nullable Left left, int place, Allowance allowance) {
    return left == null || place >= left.amounts().size()
        ? allowance.amount()
        : Math.min(allowance.amount(), left.amounts().get(place));
  }
}

package io.weir.internal.counting;

import io.weir.internal.counting.ConsumptionResult.Outcome;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;

/**
 * Decides while the cluster does not answer: each request by its {@link WhenClusterFails}. A
 * request that did not even leave this node, because many others were before it, is always counted
 * here: a client that floods must not choose when its requests are not counted.
 *
 * @param local takes from the entries of this node
 * @param nodes how many nodes counted together when last seen
 */
record FallbackLimiter(Entries local, IntSupplier nodes) {

  List<ConsumptionResult> take(EntryRequests asked, boolean busy) {
    return decide(asked, busy, local::take);
  }

  List<ConsumptionResult> look(EntryRequests asked, boolean busy) {
    return decide(asked, busy, local::look);
  }

  private List<ConsumptionResult> decide(
      EntryRequests asked,
      boolean busy,
      BiFunction<EntryKey, List<TokenRequest>, List<ConsumptionResult>> count) {
    int known = nodes.getAsInt();
    List<TokenRequest> shares =
        asked.requests().stream()
            .filter(request -> busy || isCounted(request))
            .map(request -> share(request, known))
            .toList();
    Iterator<ConsumptionResult> counted =
        shares.isEmpty()
            ? List.<ConsumptionResult>of().iterator()
            : count.apply(asked.entry(), shares).iterator();
    return asked.requests().stream()
        .map(request -> busy || isCounted(request) ? counted.next() : uncounted(request))
        .toList();
  }

  private static boolean isCounted(TokenRequest request) {
    return request.whenClusterFails() == WhenClusterFails.LOCAL;
  }

  private static ConsumptionResult uncounted(TokenRequest request) {
    boolean open = request.whenClusterFails() == WhenClusterFails.OPEN;
    return new ConsumptionResult(open ? Outcome.UNCOUNTED : Outcome.UNAVAILABLE, List.of(), null);
  }

  /**
   * The share of this node, so that all nodes together admit no more than the limit. If the limit
   * has fewer tokens than there are nodes, each node still admits at least one request.
   */
  private static TokenRequest share(TokenRequest request, int nodes) {
    List<Limit> shares =
        request.spec().limits().stream()
            .map(
                whole ->
                    new Limit(Math.max(request.tokens(), whole.tokens() / nodes), whole.period()))
            .toList();
    // The number of nodes changes, and a bucket keeps the limits that it was created with: each
    // share has its own bucket.
    return request.of(request.bucket() + nodes - 1, request.spec().with(shares));
  }
}

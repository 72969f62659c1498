package io.weir.internal.counting;

import io.weir.internal.counting.ConsumptionResult.Outcome;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Decides while the cluster does not answer: each request by its {@link WhenClusterFails}.
 *
 * @param local takes from the buckets of this node
 * @param nodes how many nodes counted together when last seen
 */
record FallbackLimiter(SequentialLimiter local, IntSupplier nodes) {

  List<ConsumptionResult> take(List<TokenRequest> requests) {
    return decide(requests, local::take);
  }

  List<ConsumptionResult> look(List<TokenRequest> requests) {
    return decide(requests, local::look);
  }

  private List<ConsumptionResult> decide(
      List<TokenRequest> requests, Function<List<TokenRequest>, List<ConsumptionResult>> count) {
    int known = nodes.getAsInt();
    List<TokenRequest> shares =
        requests.stream()
            .filter(FallbackLimiter::isCounted)
            .map(request -> share(request, known))
            .toList();
    Iterator<ConsumptionResult> counted = count.apply(shares).iterator();
    return requests.stream()
        .map(request -> isCounted(request) ? counted.next() : uncounted(request))
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
    return new TokenRequest(
        request.key() + "/" + nodes,
        request.spec().with(shares),
        request.tokens(),
        request.whenClusterFails(),
        request.knownLogin(),
        request.stopsOthers());
  }
}

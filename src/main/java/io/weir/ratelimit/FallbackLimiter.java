package io.weir.ratelimit;

import io.weir.internal.counting.Bandwidth;
import io.weir.internal.counting.Buckets;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Decides while the cluster does not answer: each rule as its {@code when-cluster-fails} says.
 *
 * @param alone buckets of this node
 * @param nodes how many nodes counted together when last seen
 * @param byDefault what rules do that do not say
 */
record FallbackLimiter(Buckets alone, IntSupplier nodes, WhenClusterFails byDefault)
    implements Limiter {

  @Override
  public Decision consume(List<TokenRequest> demands) {
    int known = nodes.getAsInt();
    List<TokenRequest> shares =
        demands.stream().filter(this::counts).map(request -> share(request, known)).toList();
    Iterator<RuleResult> counted =
        new SequentialLimiter(alone, Runnable::run).consume(shares).outcomes().iterator();
    return new Decision(
        demands.stream()
            .map(request -> counts(request) ? counted.next() : uncounted(request))
            .toList());
  }

  private boolean counts(TokenRequest request) {
    return says(request) == WhenClusterFails.LOCAL;
  }

  private WhenClusterFails says(TokenRequest request) {
    return request.rule().whenClusterFails().orElse(byDefault);
  }

  private RuleResult uncounted(TokenRequest request) {
    boolean open = says(request) == WhenClusterFails.OPEN;
    return new RuleResult(
        request.rule(),
        open ? RuleResult.Verdict.ADMITTED : RuleResult.Verdict.UNAVAILABLE,
        List.of());
  }

  /**
   * This node's part of the limit, so that all nodes together admit no more than the rule says;
   * unless it has fewer tokens than there are nodes, for every node admits at least one request.
   */
  private static TokenRequest share(TokenRequest request, int nodes) {
    long atLeast = request.rule().cost();
    List<Bandwidth> parts =
        request.spec().bandwidths().stream()
            .map(whole -> new Bandwidth(Math.max(atLeast, whole.tokens() / nodes), whole.period()))
            .toList();
    // Nodes come and go: a bucket keeps the share it was created with, so each share has its own.
    return new TokenRequest(
        request.rule(),
        request.bucket() + "/" + nodes,
        request.spec().with(parts),
        request.ownName(),
        request.guest());
  }
}

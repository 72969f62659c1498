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
record WhenSilent(Buckets alone, IntSupplier nodes, WhenClusterFails byDefault) implements Limiter {

  @Override
  public Decision consume(List<Demand> demands) {
    int known = nodes.getAsInt();
    List<Demand> shares =
        demands.stream().filter(this::counts).map(demand -> share(demand, known)).toList();
    Iterator<Outcome> counted =
        new InTurn(alone, Runnable::run).consume(shares).outcomes().iterator();
    return new Decision(
        demands.stream()
            .map(demand -> counts(demand) ? counted.next() : uncounted(demand))
            .toList());
  }

  private boolean counts(Demand demand) {
    return says(demand) == WhenClusterFails.LOCAL;
  }

  private WhenClusterFails says(Demand demand) {
    return demand.rule().whenClusterFails().orElse(byDefault);
  }

  private Outcome uncounted(Demand demand) {
    boolean open = says(demand) == WhenClusterFails.OPEN;
    return new Outcome(
        demand.rule(), open ? Outcome.Verdict.ADMITTED : Outcome.Verdict.UNAVAILABLE, List.of());
  }

  /**
   * This node's part of the limit, so that all nodes together admit no more than the rule says;
   * unless it has fewer tokens than there are nodes, for every node admits at least one request.
   */
  private static Demand share(Demand demand, int nodes) {
    long atLeast = demand.rule().cost();
    List<Bandwidth> parts =
        demand.spec().bandwidths().stream()
            .map(whole -> new Bandwidth(Math.max(atLeast, whole.tokens() / nodes), whole.period()))
            .toList();
    // Nodes come and go: a bucket keeps the share it was created with, so each share has its own.
    return new Demand(
        demand.rule(),
        demand.bucket() + "/" + nodes,
        demand.spec().with(parts),
        demand.ownName(),
        demand.guest());
  }
}

package io.weir.breaker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts the nodes that have opened a circuit themselves. A node that opened because others had
 * does not count: otherwise nodes would keep each other open. Not thread-safe.
 */
final class Quorum {

  private final int nodes;
  private Set<Opening> known = Set.of();

  /**
   * That a node opened its circuit.
   *
   * @param node any text that no other node has
   * @param number tells one opening of the node from another
   */
  record Opening(String node, long number) {}

  /**
   * A quorum of nobody so far.
   *
   * @param nodes at least 2
   */
  Quorum(int nodes) {
    this.nodes = nodes;
  }

  /**
   * Notes who has the circuit open now.
   *
   * @return whether another one has opened it and there are enough by now. A quorum that was there
   *     before opens nothing: a circuit that closed after its probes stays closed while others are
   *     still open
   */
  boolean note(List<Opening> open) {
    Set<Opening> all = new HashSet<>(open);
    boolean more = !known.containsAll(all);
    known = all;
    return more && all.stream().map(Opening::node).collect(Collectors.toSet()).size() >= nodes;
  }
}

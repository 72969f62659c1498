package io.weir.status.alert;

import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Watches whether this node counts without the others. */
final class ClusterWatch implements Watch {

  private final BooleanSupplier silent;
  private final IntSupplier nodes;

  /** Whether this node has counted together with others. The first one that starts is alone. */
  private boolean hadOthers;

  /**
   * A watch of this node.
   *
   * @param silent whether the cluster does not answer
   * @param nodes how many count together, this one included
   */
  ClusterWatch(BooleanSupplier silent, IntSupplier nodes) {
    this.silent = silent;
    this.nodes = nodes;
  }

  @Override
  public long reading(Instant now) {
    boolean alone = nodes.getAsInt() == 1;
    hadOthers |= !alone;
    return silent.getAsBoolean() || (hadOthers && alone) ? 1 : 0;
  }

  /** Nobody tells the others. */
  @Override
  public boolean addsUp() {
    return false;
  }

  @Override
  public boolean fires(long whole) {
    return whole > 0;
  }

  @Override
  public String text(Instant now, long whole) {
    return "This node counts without other nodes: it does not reach them, or they have all stopped.";
  }

  @Override
  public String resolved() {
    return "This node reaches the cluster again; all nodes count together.";
  }
}

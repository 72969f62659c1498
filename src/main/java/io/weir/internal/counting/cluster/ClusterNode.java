package io.weir.internal.counting.cluster;

import io.weir.internal.counting.Entries;
import io.weir.internal.counting.Mirror;
import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.ledger.Ledgers;
import io.weir.internal.counting.slot.SlotStore;
import io.weir.internal.counting.state.StateTables;
import io.weir.internal.secret.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What connects this JVM with a cluster: a member of its own, or a client of a foreign cluster. */
interface ClusterNode extends AutoCloseable {

  /** The name of the cluster, as an administrator wrote it. */
  String name();

  /** Entries whose time is that of the node that keeps each. */
  Entries entries();

  /** Ledgers whose time is that of the node that keeps each. */
  Ledgers ledgers();

  /** Slots whose time is that of the node that keeps each. */
  SlotStore slots();

  /** The tables of decisions and reports. They are created when they are first used. */
  StateTables stateTables();

  /** What this node knows of the entries. */
  Mirror mirror();

  /** What the tables keep in this JVM; empty if all of it is in other processes. */
  List<TableSize> tableSizes();

  /** How many nodes of Weir count together; the last known number if the cluster is silent. */
  int nodes();

  /** How far the clock of this JVM is ahead of the cluster's; empty if that is not known. */
  Optional<Duration> clockAhead();

  /** Whether all entries are kept in this JVM. */
  boolean isAlone();

  /** A random secret, the same on every node: the first node makes it. */
  Secret agreedSecret();

  /** Runs the action whenever two parts of a split cluster have merged. */
  void onMerge(Runnable action);

  @Override
  void close();
}

package io.weir.internal.counting.state;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables of a cluster that keep decisions and reports. Every call may wait for the cluster. */
public interface StateTables extends AutoCloseable {

  /** Is told what others write. It must not wait. */
  interface Listener {

    /** A decision was written. */
    void decided(String name, String written);

    /** A node has reported. */
    void reported(String id, String written);

    /** Something else has changed, such as the nodes that live. */
    void changed();
  }

  /** All decisions by name. */
  Map<String, String> decisions();

  /**
   * Writes a decision if the table contains what is expected.
   *
   * @param expected null for nothing
   */
  boolean decide(String name, @Nullable String expected, String written);

  /** What the nodes that live report, by their ids. */
  Map<String, String> reports();

  /** Writes what this node reports. Others forget it after the lease. */
  void report(String written, Duration lease);

  /** The id of this node. */
  String id();

  /** The address of this node, for administrators. */
  String node();

  /** Tells what others write from now on. */
  void listen(Listener listener);

  /** Removes what this node reports, and the listener. */
  @Override
  void close();
}

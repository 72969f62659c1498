package io.weir.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** Settings of the place where buckets are kept. Nothing leaves the loopback interface. */
public final class Cluster {

  /** In this JVM, without a cluster. */
  public static final Map<String, String> NONE = Map.of("weir.cluster", "none");

  private Cluster() {}

  /**
   * Of one member of a cluster that has no more than two.
   *
   * @param port of this member
   * @param other port of the other
   */
  public static Map<String, String> member(int port, int other) {
    return Map.of(
        "weir.cluster.name",
        "bench-" + Math.min(port, other),
        "weir.cluster.port",
        Integer.toString(port),
        "weir.cluster.members",
        "127.0.0.1:" + port + ",127.0.0.1:" + other,
        // Even on a busy machine, no decision comes from the fallback.
        "weir.cluster.deadline",
        "10s");
  }

  /** A free port. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

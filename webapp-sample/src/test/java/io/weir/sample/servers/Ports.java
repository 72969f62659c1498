package io.weir.sample.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of 127.0.0.1. */
public final class Ports {

  // Below the range from which the kernel takes ports of outgoing connections: such a connection
  // could otherwise have the port by the time the server binds it.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;

  // JVMs that run tests at the same time take ports of different parts of the range.
  private static final int PARTS = 4;
  private static final int PART = Math.floorMod(Integer.getInteger("servers.fork", 0), PARTS);
  private static final int SIZE = (HIGHEST - LOWEST) / PARTS;

  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** This many ports that nobody listens on, none of which was given out before. */
  public static synchronized List<Integer> free(int count) {
    return ThreadLocalRandom.current()
        .ints(LOWEST + PART * SIZE, LOWEST + (PART + 1) * SIZE)
        .filter(Ports::isFree)
        .filter(GIVEN::add)
        .limit(count)
        .boxed()
        .toList();
  }

  /** This port, which is not given out from now on, or a free one for 0. */
  static synchronized int freeOr(int port) {
    if (port == 0) {
      return free(1).get(0);
    }
    if (!isFree(port)) {
      throw new IllegalStateException(
          "Port %d of 127.0.0.1 is in use. End what listens there, then start again."
              .formatted(port));
    }
    GIVEN.add(port);
    return port;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

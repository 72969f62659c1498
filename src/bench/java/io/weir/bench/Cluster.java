package io.weir.bench;

import io.weir.internal.counting.cluster.ClusterPolicy;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Settings of the place where buckets are kept. Nothing leaves the loopback interface. */
public final class Cluster {

  /** In this JVM, without a cluster. */
  public static final Map<String, String> NONE = Map.of("weir.cluster", "none");

  private Cluster() {}

  /**
   * Of a member of a cluster.
   *
   * @param ports of all members, this one first
   */
  public static Map<String, String> member(List<Integer> ports) {
    return Map.of(
        "weir.cluster.name",
        "bench-" + ports.stream().min(Integer::compare).orElseThrow(),
        "weir.cluster.port",
        ports.get(0).toString(),
        "weir.cluster.members",
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")),
        // Even on a busy machine, no decision comes from the fallback.
        "weir.cluster.deadline",
        "10s");
  }

  /** Of the only member of a cluster. */
  public static Map<String, String> oneMember() {
    return member(List.of(freePort()));
  }

  /** The counts of this JVM. Who joins leaves once. */
  static SharedCounting join(Map<String, String> settings) {
    Settings read = new Settings("rate-limit", Map.of(), SharedSettings.onThisServer(settings));
    Deferred<ClusterPolicy> policy = ClusterPolicy.of(read);
    read.mistakes().resolve(ApplicationSecrets.provider().ofThisMachine());
    return SharedCounting.join(policy.get());
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

package io.weir.internal.counting.cluster;

import io.weir.internal.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of a member for tests. */
final class Policies {

  private Policies() {}

  /** A member on this port of the loopback interface. */
  static ClusterPolicy member(int port, List<Endpoint> members) {
    return of("test-" + members.hashCode(), members, "127.0.0.1", port, Optional.empty());
  }

  /** A member, configured by settings or by a file. */
  static ClusterPolicy of(
      String name, List<Endpoint> members, String address, int port, Optional<Path> file) {
    return of(name, members, address, port, file, Optional.empty());
  }

  /** The same with a key secret. */
  static ClusterPolicy of(
      String name,
      List<Endpoint> members,
      String address,
      int port,
      Optional<Path> file,
      Optional<Secret> keySecret) {
    return new ClusterPolicy(
        ClusterPolicy.Kind.EMBEDDED,
        true,
        List.of(),
        name,
        members,
        address,
        port,
        file,
        false,
        Duration.ofSeconds(10),
        keySecret);
  }

  /** A member, configured by settings, with a deadline of its own. */
  static ClusterPolicy of(
      String name, List<Endpoint> members, String address, int port, Duration deadline) {
    return new ClusterPolicy(
        ClusterPolicy.Kind.EMBEDDED,
        true,
        List.of(),
        name,
        members,
        address,
        port,
        Optional.empty(),
        true,
        deadline,
        Optional.empty());
  }
}

package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.nio.PacketIOHelper;
import com.hazelcast.internal.serialization.impl.HeapData;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.weir.internal.secret.Secret;
import io.weir.secrets.CapturedLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger who reaches the port of a member can do. */
@SuppressWarnings("try") // A member is there to be reached.
class MemberSecurityTest {

  private static final Secret SECRET = Secret.of("a secret of more than 16 bytes");
  private static final Secret ANOTHER = Secret.of("another one of more than 16 bytes");

  /** {@code JAVA_DEFAULT_TYPE_SERIALIZABLE} of Hazelcast: what follows is Java serialization. */
  private static final int JAVA_SERIALIZATION = -100;

  private static final AtomicInteger MADE = new AtomicInteger();

  @TempDir private Path folder;

  /** A class that does something when an object of it is read. */
  private static final class Foreign implements Serializable, InvocationHandler {

    @Serial private static final long serialVersionUID = 1;

    @Serial
    private void readObject(ObjectInputStream in) {
      MADE.incrementAndGet();
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
      MADE.incrementAndGet();
      return 0;
    }
  }

  static Stream<Arguments> strangers() {
    Set<Object> sets = Set.of();
    for (int depth = 0; depth < 30; depth++) {
      sets = new HashSet<>(List.of(sets, depth));
    }
    Object proxy =
        Proxy.newProxyInstance(
            Foreign.class.getClassLoader(), new Class<?>[] {Comparable.class}, new Foreign());
    return Stream.of(
        Arguments.of(new Foreign(), Foreign.class.getName()),
        Arguments.of(new Foreign[] {new Foreign()}, Foreign[].class.getName()),
        Arguments.of(new Object[] {new Foreign()}, Object[].class.getName()),
        Arguments.of(List.of(new Foreign()), "java.util.CollSer"),
        Arguments.of(proxy, "java.lang.reflect.Proxy"),
        Arguments.of(sets, "java.util.HashSet"),
        Arguments.of(new ArrayList<>(List.of("a")), "java.util.ArrayList"),
        Arguments.of(new TreeMap<>(Map.of("a", "b")), "java.util.TreeMap"),
        Arguments.of(new PriorityQueue<>(List.of("a")), "java.util.PriorityQueue"),
        Arguments.of(new int[][] {{1}}, "[[I"),
        Arguments.of(Map.of("a", new Foreign()), "java.util.CollSer"));
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void makes_no_object_of_a_class_that_members_do_not_send(Object object, String refused)
      throws Exception {
    MADE.set(0);
    assertThatThrownBy(() -> receive(object))
        .rootCause()
        .isInstanceOf(SecurityException.class)
        .hasMessage("Resolving class %s is not allowed.", refused);
    assertThat(MADE).hasValue(0);
  }

  @Test
  void every_class_of_ours_that_can_be_sent_is_listed() {
    JavaClasses weir =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.weir.internal.counting.wire");
    assertThat(weir.stream())
        .filteredOn(type -> type.isAssignableTo(Serializable.class) && !type.isInterface())
        .filteredOn(type -> !type.isEnum()) // An enum is no operation.
        .extracting(JavaClass::getName)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(WireClasses.names()).filter(name -> name.startsWith("io.weir.")).toList());
  }

  @Test
  void every_listed_class_exists() {
    assertThat(WireClasses.names())
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException());
  }

  @Test
  void makes_objects_of_what_members_send() throws Exception {
    assertThat(receive(TimeUnit.SECONDS)).isEqualTo(TimeUnit.SECONDS);
  }

  /** What a member makes of this object when it receives it. */
  private static Object receive(Object object) throws Exception {
    int port = ClusterEntriesTest.freePort();
    try (ClusterMember member = ClusterMember.start(Policies.member(port, List.of()))) {
      HazelcastInstanceProxy hazelcast =
          Hazelcast.getAllHazelcastInstances().stream()
              .filter(one -> one.getCluster().getLocalMember().getAddress().getPort() == port)
              .map(HazelcastInstanceProxy.class::cast)
              .findFirst()
              .orElseThrow();
      return hazelcast.getSerializationService().toObject(new HeapData(payload(object)));
    }
  }

  @Test
  void an_object_in_an_operation_of_a_stranger_is_refused() throws Exception {
    MADE.set(0);
    int port = ClusterEntriesTest.freePort();
    try (CapturedLog log = CapturedLog.of(HazelcastLog.class);
        ClusterMember member = ClusterMember.start(Policies.member(port, List.of()));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("HZC".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(operation(new Foreign()));
      awaitRefusal(log);
    }
    assertThat(MADE).hasValue(0);
  }

  private static void awaitRefusal(CapturedLog log) throws InterruptedException {
    log.await("Failed to process: Packet", 1);
  }

  private static byte[] payload(Object object) throws IOException {
    ByteArrayOutputStream serialized = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(serialized)) {
      out.writeObject(object);
    }
    ByteBuffer payload = ByteBuffer.allocate(8 + serialized.size());
    return payload.putInt(0).putInt(JAVA_SERIALIZATION).put(serialized.toByteArray()).array();
  }

  private static byte[] operation(Object object) throws IOException {
    byte[] payload = payload(object);
    Packet packet = new Packet(payload).setPacketType(Packet.Type.OPERATION);
    ByteBuffer bytes = ByteBuffer.allocate(payload.length + 100);
    assertThat(new PacketIOHelper().writeTo(packet, bytes)).isTrue();
    byte[] written = new byte[bytes.position()];
    bytes.flip().get(written);
    return written;
  }

  /** Clients of Hazelcast, its REST API, Memcache. */
  @ParameterizedTest
  @ValueSource(strings = {"CP2", "GET", "get", "set"})
  void speaks_to_members_only(String protocol) throws Exception {
    int port = ClusterEntriesTest.freePort();
    try (ClusterMember member = ClusterMember.start(Policies.member(port, List.of()));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(protocol.getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(30_000);
      assertThat(ends(socket)).isTrue();
    }
  }

  /** Returns when the other side has ended the connection; fails if it does not. */
  private static boolean ends(Socket socket) throws IOException {
    try {
      return socket.getInputStream().readAllBytes().length <= "HZX".length();
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void a_file_may_ask_for_clients() throws Exception {
    int port = ClusterEntriesTest.freePort();
    int clients = ClusterEntriesTest.freePort();
    String endpoint =
        """
            port:
              port: %d
            interfaces:
              enabled: true
              interfaces: ["127.0.0.1"]
        """;
    Path file =
        file(
            """
              advanced-network:
                enabled: true
                join:
                  auto-detection:
                    enabled: false
                  multicast:
                    enabled: false
                member-server-socket-endpoint-config:
            """
                + endpoint.formatted(port).indent(2)
                + "    client-server-socket-endpoint-config:\n"
                + endpoint.formatted(clients).indent(2));
    ClusterPolicy policy = Policies.of("x", List.of(), "127.0.0.1", port, Optional.of(file));
    try (ClusterMember member = ClusterMember.start(policy);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), clients)) {
      socket.setSoTimeout(500);
      socket.getOutputStream().write("CP2".getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  private Path file(String rest) throws IOException {
    return Files.writeString(
        folder.resolve("hazelcast.yaml"),
        "hazelcast:\n  cluster-name: file\n  properties:\n    hazelcast.socket.bind.any: false\n"
            + rest);
  }

  /** Two nodes, each of which names both. */
  private record Pair(int one, int other, List<Endpoint> members) {

    static Pair free() throws IOException {
      int one = ClusterEntriesTest.freePort();
      int other = ClusterEntriesTest.freePort();
      return new Pair(
          one, other, List.of(new Endpoint("127.0.0.1", one), new Endpoint("127.0.0.1", other)));
    }

    ClusterPolicy policy(int port, Optional<Secret> secret) {
      return Policies.of("canary-name", members, "127.0.0.1", port, Optional.empty(), secret);
    }
  }

  static Stream<Arguments> pairsOfSecrets() {
    return Stream.of(
        Arguments.of(Optional.of(SECRET), Optional.of(SECRET), true),
        Arguments.of(Optional.empty(), Optional.empty(), true),
        Arguments.of(Optional.of(SECRET), Optional.of(ANOTHER), false),
        Arguments.of(Optional.of(SECRET), Optional.empty(), false),
        Arguments.of(Optional.empty(), Optional.of(SECRET), false));
  }

  @ParameterizedTest
  @MethodSource("pairsOfSecrets")
  void only_nodes_with_the_same_secret_meet(
      Optional<Secret> one, Optional<Secret> other, boolean meet) throws Exception {
    Pair pair = Pair.free();
    Duration soon = Duration.ofMillis(100);
    try (CapturedLog log = CapturedLog.of(ClusterMember.class);
        ClusterMember first = ClusterMember.start(pair.policy(pair.one(), one), soon);
        ClusterMember second = ClusterMember.start(pair.policy(pair.other(), other), soon)) {
      assertThat(second.nodes()).isEqualTo(meet ? 2 : 1);
      if (!meet) {
        log.await("WEIR-052", 2);
        assertThat(first.nodes()).isEqualTo(1);
      }
      assertThat(log.lines())
          .contains(
              "WEIR-052: this node counts with 1 of the 2 members in weir.cluster.members; the others have not started, cannot be reached at their addresses and ports, or have another weir.key-secret or weir.cluster.name");
    }
  }

  @Test
  void the_name_on_the_wire_is_in_no_log() throws Exception {
    Logger root = Logger.getLogger("");
    Level before = root.getLevel();
    Pair pair = Pair.free();
    ClusterPolicy policy = pair.policy(pair.one(), Optional.of(SECRET));
    try (CapturedLog log = CapturedLog.of("")) {
      root.setLevel(Level.ALL);
      try (ClusterMember first = ClusterMember.start(policy);
          ClusterMember second =
              ClusterMember.start(pair.policy(pair.other(), Optional.of(SECRET)))) {
        assertThat(second.nodes()).isEqualTo(2);
        // A third node with another name, which these two refuse.
        int port = ClusterEntriesTest.freePort();
        try (ClusterMember third = ClusterMember.start(pair.policy(port, Optional.of(ANOTHER)))) {
          assertThat(third.nodes()).isEqualTo(1);
        }
      }
      assertThat(policy.nameOnTheWire()).matches("[0-9a-f]{64}");
      assertThat(log.lines())
          .anyMatch(line -> line.contains("of cluster canary-name is ready"))
          .noneMatch(line -> line.contains(policy.nameOnTheWire()))
          .noneMatch(line -> line.contains(pair.policy(1, Optional.of(ANOTHER)).nameOnTheWire()));
    } finally {
      root.setLevel(before);
    }
  }

  @Test
  void members_of_a_file_with_another_secret_do_not_start() throws Exception {
    Pair pair = Pair.free();
    Path file =
        file(
            """
              network:
                port:
                  port: %d
                interfaces:
                  enabled: true
                  interfaces: ["127.0.0.1"]
                join:
                  auto-detection:
                    enabled: false
                  multicast:
                    enabled: false
                  tcp-ip:
                    enabled: true
                    member-list: ["127.0.0.1:%d"]
            """
                .formatted(pair.one(), pair.one()));
    try (CapturedLog log = CapturedLog.of(ClusterMember.class);
        ClusterMember first = ClusterMember.start(ofFile(file, Optional.of(SECRET)))) {
      for (Optional<Secret> secret : List.of(Optional.<Secret>empty(), Optional.of(ANOTHER))) {
        assertThatThrownBy(() -> ClusterMember.start(ofFile(file, secret)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage(
                "member [127.0.0.1]:%d has another weir.key-secret; all members of a cluster must have the same, or none",
                pair.one());
      }
      assertThat(log.lines()).anyMatch(line -> line.startsWith("WEIR-054"));
      try (ClusterMember second = ClusterMember.start(ofFile(file, Optional.of(SECRET)))) {
        assertThat(second.nodes()).isEqualTo(2);
      }
    }
  }

  /** A node of a later version, as far as others see it. */
  @Test
  void a_node_that_counts_in_another_format_does_not_start() throws Exception {
    Pair pair = Pair.free();
    ClusterPolicy later = pair.policy(pair.one(), Optional.of(SECRET));
    com.hazelcast.config.Config config = ClusterMemberConfig.of(later);
    config.getMemberAttributeConfig().setAttribute(MemberSecurity.FORMAT, "2");
    com.hazelcast.core.HazelcastInstance other = Hazelcast.newHazelcastInstance(config);
    try {
      assertThatThrownBy(() -> ClusterMember.start(pair.policy(pair.other(), Optional.of(SECRET))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "member [127.0.0.1]:%d runs another version of Weir, which counts in format 2 instead of 1.5.1; stop all nodes, and start them with one version",
              pair.one());
    } finally {
      other.shutdown();
    }
  }

  private static ClusterPolicy ofFile(Path file, Optional<Secret> secret) {
    return Policies.of("x", List.of(), "127.0.0.1", 5701, Optional.of(file), secret);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  network:\n    interfaces:\n      enabled: true\n      interfaces: [\"192.0.2.11\"]\n",
        "  network:\n    interfaces:\n      enabled: true\n      interfaces: [\"127.0.0.1\", \"192.0.2.*\"]\n",
        "  network:\n    interfaces:\n      enabled: false\n      interfaces: [\"127.0.0.1\"]\n"
      })
  void a_file_that_binds_more_than_loopback_needs_a_secret(String network) throws Exception {
    Path file = file(network);
    assertThatThrownBy(() -> ClusterMemberConfig.of(ofFile(file, Optional.empty())))
        .hasMessageStartingWith("\"%s\" can be reached from other machines", file);
    assertThatCode(() -> ClusterMemberConfig.of(ofFile(file, Optional.of(SECRET))))
        .doesNotThrowAnyException();
  }
}

package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.docs.Document;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.store.Buckets;
import io.weir.internal.counting.wire.EntryOperation;
import io.weir.internal.secret.Secret;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Hazelcast server in a process of its own, with and without what the server jar has. */
class ClusterClientTest {

  private static final BucketSpec THREE =
      new BucketSpec(List.of(new Limit(3, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);
  private static final Secret SECRET = Secret.of("a secret of more than 16 bytes");

  @TempDir private Path folder;

  /** The libraries of a server, and the classes of the server jar. */
  private String classPath(boolean withWeir) throws IOException, URISyntaxException {
    Stream<String> libraries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(
                entry ->
                    entry.contains("hazelcast")
                        || entry.contains("cache-api")
                        || (withWeir && entry.contains("bucket4j")));
    return Stream.concat(libraries, withWeir ? Stream.of(serverClasses()) : Stream.of())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String serverClasses() throws IOException, URISyntaxException {
    Path all =
        Path.of(EntryOperation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    for (String name : List.of("", "store", "wire")) {
      Path from = all.resolve("io/weir/internal/counting").resolve(name);
      Path to = Files.createDirectories(folder.resolve(all.relativize(from).toString()));
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".class")).toList()) {
          Files.copy(file, to.resolve(file.getFileName().toString()));
        }
      }
    }
    return folder.toString();
  }

  private static ClusterPolicy policy(HazelcastServer server, Secret secret) {
    return new ClusterPolicy(
        ClusterPolicy.Kind.CLIENT,
        true,
        List.of(),
        "dev",
        List.of(new Endpoint("127.0.0.1", server.port())),
        "127.0.0.1",
        5701,
        Optional.empty(),
        false,
        Duration.ofSeconds(10),
        Optional.of(secret));
  }

  @Test
  void nodes_count_together_in_a_cluster_of_others() throws Exception {
    try (HazelcastServer server = HazelcastServer.start(folder, classPath(true));
        ClusterClient one = ClusterClient.start(policy(server, SECRET));
        ClusterClient other = ClusterClient.start(policy(server, SECRET))) {
      assertThat(other.nodes()).isEqualTo(2);
      assertThat(one.agreedSecret()).isEqualTo(other.agreedSecret());
      for (int client = 0; client < 20; client++) {
        String key = "together-" + client;
        assertThat(new Buckets(one.entries()).take(key, THREE, 2).granted()).isTrue();
        assertThat(new Buckets(other.entries()).take(key, THREE, 1).granted()).isTrue();
        assertThat(new Buckets(one.entries()).take(key, THREE, 1).granted()).isFalse();
      }
      assertThatThrownBy(
              () -> ClusterClient.start(policy(server, Secret.of("another secret of 16 bytes"))))
          .hasMessage(
              "another node of the cluster has another weir.key-secret; all nodes of a cluster must have the same, or none");
    }
  }

  @Test
  void a_server_without_the_server_jar_stops_the_deployment() throws Exception {
    try (HazelcastServer server = HazelcastServer.start(folder, classPath(false))) {
      assertThatThrownBy(() -> ClusterClient.start(policy(server, SECRET)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "the servers of the Hazelcast cluster dev cannot count; put weir-server.jar of this version and cache-api into the class path of each: ");
    }
  }

  @Test
  void the_file_of_the_page_is_one_of_a_client() throws Exception {
    String shown =
        Document.blocks("yaml")
            .map(Document.Block::text)
            .filter(text -> text.startsWith("hazelcast-client:"))
            .findFirst()
            .orElseThrow();
    Path file = Files.writeString(folder.resolve("client.yaml"), shown);
    ClusterPolicy policy =
        new ClusterPolicy(
            ClusterPolicy.Kind.CLIENT,
            true,
            List.of(),
            "weir",
            List.of(),
            "127.0.0.1",
            5701,
            Optional.of(file),
            false,
            Duration.ofSeconds(10),
            Optional.empty());
    assertThat(ClusterClientConfig.of(policy).getClusterName()).isEqualTo("dev");
    assertThat(ClusterClientConfig.of(policy).getNetworkConfig().getAddresses())
        .containsExactly("192.0.2.21:5701", "192.0.2.22:5701");
  }
}

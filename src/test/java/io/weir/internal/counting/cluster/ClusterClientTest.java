package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.docs.Document;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a client that the manual shows. */
class ClusterClientTest {

  @TempDir private Path folder;

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

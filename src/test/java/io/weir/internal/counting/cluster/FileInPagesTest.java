package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.weir.docs.Document;
import io.weir.internal.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Hazelcast file in the manual gives the same configuration as Weir's settings. */
class FileInPagesTest {

  private static final String ADDRESS = "192.0.2.11";

  @TempDir Path directory;

  @Test
  void the_file_says_the_same_as_the_settings() throws IOException {
    String shown = Document.blocks("yaml").findFirst().orElseThrow().text();
    Path file = Files.writeString(directory.resolve("hazelcast.yaml"), shown);

    Config ofFile = ClusterMemberConfig.of(policy(Optional.of(file)));
    Config ofSettings = ClusterMemberConfig.of(policy(Optional.empty()));

    assertThat(ofFile.getClusterName()).isEqualTo(ofSettings.getClusterName());
    assertThat(ofFile.getProperties()).isEqualTo(ofSettings.getProperties());
    AdvancedNetworkConfig network = ofFile.getAdvancedNetworkConfig();
    AdvancedNetworkConfig expected = ofSettings.getAdvancedNetworkConfig();
    assertThat(network.getEndpointConfigs()).isEqualTo(expected.getEndpointConfigs());
    JoinConfig join = network.getJoin();
    assertThat(join.isAutoDetectionEnabled()).isFalse();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getTcpIpConfig()).isEqualTo(expected.getJoin().getTcpIpConfig());
  }

  static Stream<Document.Block> files() {
    return Document.blocks("yaml").filter(block -> block.text().startsWith("hazelcast:"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_file_is_one_of_a_member(Document.Block block) throws IOException {
    Path file = Files.writeString(directory.resolve("hazelcast.yaml"), block.text());
    Config config = ClusterMemberConfig.of(policy(Optional.of(file)));
    assertThat(config.getClusterName()).isEqualTo("weir");
    JoinConfig join = config.getAdvancedNetworkConfig().getJoin();
    assertThat(join.isAutoDetectionEnabled()).isFalse();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    join.verify();
  }

  private static ClusterPolicy policy(Optional<Path> file) {
    return Policies.of(
        "weir",
        List.of(new Endpoint(ADDRESS, 5701), new Endpoint("192.0.2.12", 5701)),
        ADDRESS,
        5701,
        file,
        Optional.of(Secret.of("a secret of more than 16 bytes")));
  }
}

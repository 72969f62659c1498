package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import io.weir.docs.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    assertSame(ofFile.getNetworkConfig(), ofSettings.getNetworkConfig());
  }

  private static void assertSame(NetworkConfig one, NetworkConfig other) {
    assertThat(one.getPort()).isEqualTo(other.getPort());
    assertThat(one.isPortAutoIncrement()).isEqualTo(other.isPortAutoIncrement());
    assertThat(one.getInterfaces()).isEqualTo(other.getInterfaces());
    JoinConfig join = one.getJoin();
    assertThat(join.isAutoDetectionEnabled()).isFalse();
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getTcpIpConfig()).isEqualTo(other.getJoin().getTcpIpConfig());
  }

  private static ClusterPolicy policy(Optional<Path> file) {
    return Policies.of(
        "weir",
        List.of(new Endpoint(ADDRESS, 5701), new Endpoint("192.0.2.12", 5701)),
        ADDRESS,
        5701,
        file);
  }
}

package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPolicyTest {

  @TempDir private Path folder;

  private static ClusterPolicy policy(String name, Optional<Path> file) {
    return new ClusterPolicy(
        ClusterPolicy.Kind.EMBEDDED,
        name,
        List.of(),
        "127.0.0.1",
        5701,
        file,
        Duration.ofMillis(100),
        Optional.empty());
  }

  @Test
  void an_administrator_reads_which_settings_differ() {
    assertThat(
            policy("a", Optional.empty()).differencesTo(policy("b", Optional.of(Path.of("x.xml")))))
        .isEqualTo(
            "weir.cluster.name is a here and b in the other application; weir.cluster.config is none here and x.xml in the other application");
  }

  @Test
  void a_file_that_takes_the_tables_for_itself_is_refused() throws IOException {
    Path file = folder.resolve("hazelcast.yaml");
    Files.writeString(
        file, "hazelcast:\n  cluster-name: own\n  cache:\n    \"*\":\n      backup-count: 0\n");
    assertThatThrownBy(() -> ClusterMemberConfig.of(policy("a", Optional.of(file))))
        .hasMessageContaining("configures a cache whose name matches weir-minute");
  }

  @Test
  void a_broken_file_is_named_with_the_line_of_its_mistake() throws IOException {
    String root = "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\">";
    assertBroken("hazelcast.xml", root + "\n  <cluster-nam/>\n</hazelcast>", ", line 2: cvc-");
    assertBroken("hazelcast.xml", root, ", line 1: XML document structures");
    assertBroken("hazelcast.yaml", "hazelcast:\n  cluster-nam: own", ": ");
    assertBroken("hazelcast.yaml", "hazelcast: {", ": ");
  }

  private void assertBroken(String name, String text, String place) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    assertThatThrownBy(() -> ClusterMemberConfig.of(policy("a", Optional.of(file))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"%s\" is not a Hazelcast configuration%s".formatted(file, place));
  }

  @Test
  void a_member_of_a_file_is_trimmed_unless_the_file_says_otherwise() throws IOException {
    Path file = folder.resolve("hazelcast.yaml");
    Files.writeString(
        file, "hazelcast:\n  cluster-name: own\n  properties:\n    hazelcast.io.thread.count: 3\n");
    var config = ClusterMemberConfig.of(policy("a", Optional.of(file)));
    assertThat(config.getClusterName()).isEqualTo("own");
    assertThat(config.getProperty("hazelcast.io.thread.count")).isEqualTo("3");
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
  }
}

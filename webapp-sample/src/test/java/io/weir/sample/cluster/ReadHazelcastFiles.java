package io.weir.sample.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.sample.servers.DeploymentFailed;
import io.weir.sample.servers.Nodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An administrator's own Hazelcast file takes the place of {@code weir.cluster.…}. Its variables
 * are the system properties of {@link TwoNodes}.
 */
interface ReadHazelcastFiles {

  int LIMIT = 3;

  String XML =
      """
      <hazelcast xmlns="http://www.hazelcast.com/schema/config">
        <cluster-name>of-files</cluster-name>
        <properties>
          <property name="hazelcast.socket.bind.any">false</property>
        </properties>
        <network>
          <port auto-increment="false">${member.port}</port>
          <join>
            <auto-detection enabled="false"/>
            <tcp-ip enabled="true">
              <members>${member.list}</members>
            </tcp-ip>
          </join>
          <interfaces enabled="true">
            <interface>127.0.0.1</interface>
          </interfaces>
        </network>
      </hazelcast>
      """;

  String YAML =
      """
      hazelcast:
        cluster-name: of-files
        properties:
          hazelcast.socket.bind.any: false
        network:
          port:
            auto-increment: false
            port: ${member.port}
          join:
            auto-detection:
              enabled: false
            tcp-ip:
              enabled: true
              members: ${member.list}
          interfaces:
            enabled: true
            interfaces:
              - 127.0.0.1
      """;

  Nodes nodes();

  @Test
  default void a_node_with_an_xml_file_and_one_with_a_yaml_file_join(@TempDir Path directory)
      throws IOException {
    List<Later> logs = nodes().all().stream().map(Later::on).toList();
    reading(Files.writeString(directory.resolve("hazelcast.xml"), XML)).deployOn(nodes().get(0));
    reading(Files.writeString(directory.resolve("hazelcast.yaml"), YAML)).deployOn(nodes().get(1));

    Together.await(nodes(), "/page.txt", LIMIT);

    assertThat(logs).allMatch(log -> log.text().contains("of cluster of-files is ready"));
  }

  @Test
  default void a_broken_file_stops_the_deployment(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("hazelcast.xml");
    Files.writeString(file, "<hazelcast><cluster-nam>mistaken</cluster-nam></hazelcast>");

    assertThatThrownBy(() -> reading(file).deployOn(nodes().get(0)))
        .isInstanceOf(DeploymentFailed.class)
        .hasMessageContaining("hazelcast.xml")
        .hasMessageContaining("is not a Hazelcast configuration, line 1: ");
  }

  private static Application reading(Path file) {
    return Application.ofPages("page.txt")
        .with("weir.rate-limit.rules", "/**  %d/hour".formatted(LIMIT))
        .with("weir.cluster.config", file.toString())
        .patient();
  }
}

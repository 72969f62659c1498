package io.weir.internal.counting.cluster;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.client.config.XmlClientConfigBuilder;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.core.HazelcastException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** The Hazelcast configuration of a client: it waits for nobody, and reports to nobody. */
final class ClusterClientConfig {

  private static final Map<String, String> TRIMMED =
      Map.of(
          "hazelcast.logging.type", "none",
          "hazelcast.client.statistics.enabled", "false",
          "hazelcast.client.invocation.timeout.seconds", "5",
          "hazelcast.client.response.thread.count", "1",
          "hazelcast.client.io.input.thread.count", "1",
          "hazelcast.client.io.output.thread.count", "1");

  private ClusterClientConfig() {}

  static ClientConfig of(ClusterPolicy policy) {
    com.hazelcast.logging.Logger.newLoggerFactory("none");
    ClientConfig config =
        policy.file().map(ClusterClientConfig::parsed).orElseGet(() -> ofSettings(policy));
    TRIMMED.forEach(
        (name, value) -> {
          if (config.getProperty(name) == null) {
            config.setProperty(name, value);
          }
        });
    // The start waits itself, and while the cluster is away each question fails at once.
    config
        .getConnectionStrategyConfig()
        .setAsyncStart(true)
        .setReconnectMode(ReconnectMode.ASYNC)
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(-1);
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(
            new JavaSerializationFilterConfig()
                .setDefaultsDisabled(true)
                .setWhitelist(new ClassFilter().addClasses(WireClasses.names())));
    config.setClassLoader(ClusterClientConfig.class.getClassLoader());
    config.setInstanceName("weir-" + UUID.randomUUID());
    config.getMetricsConfig().setEnabled(false);
    return config;
  }

  private static ClientConfig ofSettings(ClusterPolicy policy) {
    ClientConfig config = new ClientConfig().setClusterName(policy.name());
    policy.members().forEach(member -> config.getNetworkConfig().addAddress(member.toString()));
    return config;
  }

  private static ClientConfig parsed(Path file) {
    try {
      return file.toString().endsWith(".xml")
          ? new XmlClientConfigBuilder(file.toFile()).build()
          : new YamlClientConfigBuilder(file.toFile()).build();
    } catch (IOException e) {
      throw new IllegalArgumentException("\"%s\": no such file".formatted(file), e);
    } catch (HazelcastException e) {
      throw new IllegalArgumentException(
          "\"%s\" is not a configuration of a Hazelcast client: %s".formatted(file, e.getMessage()),
          e);
    }
  }
}

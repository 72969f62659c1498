package io.weir.internal.counting.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.FileSystemXmlConfig;
import com.hazelcast.config.FileSystemYamlConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.HazelcastException;
import io.weir.internal.counting.RetentionClass;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.xml.sax.SAXParseException;

/**
 * The Hazelcast configuration of a small member inside an application: few threads, no discovery,
 * no phone home.
 */
final class ClusterMemberConfig {

  private static final Map<String, String> TRIMMED =
      Map.ofEntries(
          Map.entry("hazelcast.phone.home.enabled", "false"),
          // HazelcastLog logs instead.
          Map.entry("hazelcast.logging.type", "none"),
          // The member stops with the application, not with the JVM.
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "10"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"),
          Map.entry("hazelcast.wait.seconds.before.join", "0"),
          // A frozen member must not delay the deployment on other nodes for long.
          Map.entry("hazelcast.max.join.seconds", "30"),
          // When the oldest member dies, the next asks all others before it takes over. Nobody
          // joins
          // meanwhile, and one that does not answer is waited for, by default for two minutes.
          Map.entry("hazelcast.mastership.claim.timeout.seconds", "15"),
          // Two nodes that missed each other when they started at once, or whose network was cut,
          // merge soon.
          Map.entry("hazelcast.merge.first.run.delay.seconds", "20"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "20"),
          // Threads that wait for a frozen member become free after this time. A shorter time would
          // fail in a long garbage collection.
          Map.entry("hazelcast.operation.call.timeout.millis", "5000"),
          Map.entry("hazelcast.internal.cache.expiration.task.period.seconds", "1"),
          Map.entry("hazelcast.internal.cache.expiration.cleanup.percentage", "100"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.operation.priority.generic.thread.count", "1"),
          // Answers wake who waits for them without a thread in between.
          Map.entry("hazelcast.operation.response.thread.count", "0"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"),
          Map.entry("hazelcast.clientengine.thread.count", "1"),
          Map.entry("hazelcast.clientengine.query.thread.count", "1"),
          Map.entry("hazelcast.clientengine.blocking.thread.count", "1"));

  private ClusterMemberConfig() {}

  static Config of(ClusterPolicy policy) {
    // The loggers of Hazelcast's static code, which have no member.
    com.hazelcast.logging.Logger.newLoggerFactory("none");
    Config config =
        policy.file().map(file -> ofFile(file, policy)).orElseGet(() -> ofSettings(policy));
    TRIMMED.forEach(
        (name, value) -> {
          if (config.getProperty(name) == null) {
            config.setProperty(name, value);
          }
        });
    config.addListenerConfig(new ListenerConfig(new HazelcastLog()));
    config.addMapConfig(new MapConfig(Tables.AGREED).setBackupCount(1));
    // A file of the administrator may have other defaults, such as an end of every entry.
    config.addMapConfig(new MapConfig(ClusterStateTables.DECISIONS).setBackupCount(1));
    config.addMapConfig(new MapConfig(ClusterStateTables.REPORTS).setBackupCount(1));
    config.setClassLoader(ClusterMemberConfig.class.getClassLoader());
    config.setInstanceName("weir-" + UUID.randomUUID());
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    MemberSecurity.apply(policy, config);
    return config;
  }

  private static Config ofFile(Path file, ClusterPolicy policy) {
    Config config = withoutTables(file, parsed(file));
    if (policy.isOpen(MemberSecurity.bindsLoopback(config))) {
      throw new IllegalArgumentException(ClusterPolicy.open(file.toString()));
    }
    return config;
  }

  private static Config parsed(Path file) {
    try {
      return file.toString().endsWith(".xml")
          ? new FileSystemXmlConfig(file.toFile())
          : new FileSystemYamlConfig(file.toFile());
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException("\"%s\": no such file".formatted(file), e);
    } catch (HazelcastException e) {
      throw new IllegalArgumentException(
          "\"%s\" is not a Hazelcast configuration%s: %s".formatted(file, place(e), e.getMessage()),
          e);
    }
  }

  /** The line of a mistake, which the message of an XML parser leaves out. */
  private static String place(HazelcastException e) {
    return e.getCause() instanceof SAXParseException parser
        ? ", line %s".formatted(parser.getLineNumber())
        : "";
  }

  /**
   * Refuses a file that configures Weir's tables: they would lose tokens, or keep them for ever.
   */
  private static Config withoutTables(Path file, Config config) {
    Arrays.stream(RetentionClass.values())
        .map(RetentionClass::table)
        .filter(table -> config.findCacheConfigOrNull(table) != null)
        .findFirst()
        .ifPresent(
            table -> {
              throw new IllegalArgumentException(
                  "\"%s\" configures a cache whose name matches %s; use a name that does not match weir-…"
                      .formatted(file, table));
            });
    return config;
  }

  private static Config ofSettings(ClusterPolicy policy) {
    Config config = new Config().setClusterName(policy.name());
    config.setProperty("hazelcast.socket.bind.any", "false");
    NetworkConfig network =
        config.getNetworkConfig().setPort(policy.port()).setPortAutoIncrement(true);
    network.getInterfaces().setEnabled(true).addInterface(policy.address());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    policy.members().stream()
        .flatMap(Endpoint::resolved)
        .forEach(member -> join.getTcpIpConfig().addMember(member.toString()));
    return config;
  }
}

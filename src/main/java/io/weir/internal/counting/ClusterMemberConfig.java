package io.weir.internal.counting;

import com.hazelcast.config.CacheConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.FileSystemXmlConfig;
import com.hazelcast.config.FileSystemYamlConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.HazelcastException;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.xml.sax.SAXParseException;

/** A small member inside somebody's application: few threads, no discovery, no calls home. */
final class ClusterMemberConfig {

  /**
   * The most buckets of one refill class in the cluster, some 400 bytes each and once more for the
   * backup.
   */
  private static final int MOST_BUCKETS = 200_000;

  /** The map of what all nodes must have alike. */
  static final String AGREED = "weir-agreed";

  private static final Map<String, String> TRIMMED =
      Map.ofEntries(
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.logging.type", "slf4j"),
          // The application's end is the member's, not the JVM's.
          Map.entry("hazelcast.shutdownhook.enabled", "false"),
          Map.entry("hazelcast.graceful.shutdown.max.wait", "10"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"),
          Map.entry("hazelcast.wait.seconds.before.join", "0"),
          // A frozen member shall not hold up the deployment of the others for long.
          Map.entry("hazelcast.max.join.seconds", "30"),
          // Two nodes that started at once and missed each other, or whose network was cut, become
          // one again soon.
          Map.entry("hazelcast.merge.first.run.delay.seconds", "20"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "20"),
          // A frozen member frees the threads that wait for it; shorter would fail in a long
          // garbage collection.
          Map.entry("hazelcast.operation.call.timeout.millis", "5000"),
          Map.entry("hazelcast.internal.cache.expiration.task.period.seconds", "1"),
          Map.entry("hazelcast.internal.cache.expiration.cleanup.percentage", "100"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.operation.priority.generic.thread.count", "1"),
          Map.entry("hazelcast.operation.response.thread.count", "1"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.event.thread.count", "1"),
          Map.entry("hazelcast.clientengine.thread.count", "1"),
          Map.entry("hazelcast.clientengine.query.thread.count", "1"),
          Map.entry("hazelcast.clientengine.blocking.thread.count", "1"));

  private ClusterMemberConfig() {}

  static Config of(ClusterPolicy policy) {
    Config config =
        policy.file().map(ClusterMemberConfig::ofFile).orElseGet(() -> ofSettings(policy));
    TRIMMED.forEach(
        (name, value) -> {
          if (config.getProperty(name) == null) {
            config.setProperty(name, value);
          }
        });
    config.addMapConfig(new MapConfig(AGREED).setBackupCount(1));
    config.setClassLoader(ClusterMemberConfig.class.getClassLoader());
    config.setInstanceName("weir-" + UUID.randomUUID());
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    return config;
  }

  private static Config ofFile(Path file) {
    try {
      return withoutTables(
          file,
          file.toString().endsWith(".xml")
              ? new FileSystemXmlConfig(file.toFile())
              : new FileSystemYamlConfig(file.toFile()));
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException("\"%s\": no such file".formatted(file), e);
    } catch (HazelcastException e) {
      throw new IllegalArgumentException(
          "\"%s\" is no Hazelcast configuration%s: %s".formatted(file, place(e), e.getMessage()),
          e);
    }
  }

  /** Which the message of an XML parser leaves out. */
  private static String place(HazelcastException e) {
    return e.getCause() instanceof SAXParseException parser
        ? ", line %d".formatted(parser.getLineNumber())
        : "";
  }

  /** A cache of the file in place of a table of ours would forget tokens, or keep them for ever. */
  private static Config withoutTables(Path file, Config config) {
    Arrays.stream(RetentionClass.values())
        .flatMap(kept -> Stream.of(kept.table(), kept.notes()))
        .filter(table -> config.findCacheConfigOrNull(table) != null)
        .findFirst()
        .ifPresent(
            table -> {
              throw new IllegalArgumentException(
                  "\"%s\" configures a cache whose name covers %s; a name that leaves weir-… out"
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
    policy.members().forEach(member -> join.getTcpIpConfig().addMember(member.toString()));
    return config;
  }

  /** The table of the buckets of a refill class. */
  static CacheConfig<String, byte[]> buckets(RetentionClass kept) {
    return table(kept.table(), kept, FullestBucketEviction.class);
  }

  /** The table of what is noted beside them. */
  static CacheConfig<String, byte[]> notes(RetentionClass kept) {
    return table(kept.notes(), kept, LeastValuableEviction.class);
  }

  /** One synchronous backup, so that no token is forgotten when a node dies. */
  private static CacheConfig<String, byte[]> table(
      String name, RetentionClass kept, Class<?> forgotten) {
    CacheConfig<String, byte[]> config = new CacheConfig<>(name);
    config.setTypes(String.class, byte[].class);
    config.setBackupCount(1);
    // MODIFIED: a refused request changes nothing, so it does not keep its bucket alive; created or
    // accessed would forget tokens.
    config.setExpiryPolicyFactory(
        ModifiedExpiryPolicy.factoryOf(new Duration(TimeUnit.SECONDS, kept.kept().toSeconds())));
    config.setEvictionConfig(
        new EvictionConfig()
            .setMaxSizePolicy(MaxSizePolicy.ENTRY_COUNT)
            .setSize(MOST_BUCKETS)
            .setComparatorClassName(forgotten.getName()));
    return config;
  }
}

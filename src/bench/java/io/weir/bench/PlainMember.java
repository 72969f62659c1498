package io.weir.bench;

import com.hazelcast.cache.HazelcastCachingProvider;
import com.hazelcast.cache.HazelcastMemberCachingProvider;
import com.hazelcast.config.CacheConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.Serializable;
import java.util.List;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/** A member of Hazelcast without Weir, with a table that has one synchronous backup. */
final class PlainMember {

  private PlainMember() {}

  static HazelcastInstance start(List<Integer> ports) {
    Config config = new Config("plain-" + ports.stream().min(Integer::compare).orElseThrow());
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "none");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    NetworkConfig network = config.getNetworkConfig();
    network.setPort(ports.get(0)).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network.getJoin().getTcpIpConfig().setEnabled(true);
    ports.forEach(port -> network.getJoin().getTcpIpConfig().addMember("127.0.0.1:" + port));
    return Hazelcast.newHazelcastInstance(config);
  }

  static Cache<String, byte[]> table(HazelcastInstance member) {
    CacheConfig<String, byte[]> config = new CacheConfig<>("plain");
    config.setTypes(String.class, byte[].class);
    config.setBackupCount(1);
    return new HazelcastMemberCachingProvider()
        .getCacheManager(
            null,
            PlainMember.class.getClassLoader(),
            HazelcastCachingProvider.propertiesByInstanceItself(member))
        .createCache("plain", config);
  }

  /** Stores eight bytes: what any operation that changes an entry costs at least. */
  static final class StoreOperation
      implements EntryProcessor<String, byte[], byte[]>, Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public byte @Nullable [] process(MutableEntry<String, byte[]> entry, Object... none) {
      entry.setValue(new byte[Long.BYTES]);
      return null;
    }
  }
}

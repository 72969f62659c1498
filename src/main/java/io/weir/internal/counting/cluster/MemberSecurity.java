package io.weir.internal.counting.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.EndpointConfig;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperties;
import io.weir.internal.counting.wire.WireFormat;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What keeps strangers out of a member that has neither TLS nor passwords: it speaks to other
 * members only, knows them by a name that needs the key secret, and makes objects of the listed
 * classes only of what it receives.
 */
final class MemberSecurity {

  /** The member attribute that holds the fingerprint of the key secret. */
  private static final String FINGERPRINT = "weir-key";

  /** The member attribute that holds the format in which a member counts. */
  static final String FORMAT = "weir-format";

  private MemberSecurity() {}

  /** Secures a member whose settings are complete otherwise. */
  static void apply(ClusterPolicy policy, Config config) {
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(
            new JavaSerializationFilterConfig()
                .setDefaultsDisabled(true)
                .setWhitelist(new ClassFilter().addClasses(WireClasses.names())));
    onlyForMembers(config);
    if (policy.file().isEmpty()) {
      config.addListenerConfig(
          new ListenerConfig((LifecycleListener) event -> rename(policy, config, event)));
    }
    config.setProperty(ClusterProperty.LOGGING_ENABLE_DETAILS.getName(), "false");
    config
        .getMemberAttributeConfig()
        .setAttribute(FINGERPRINT, policy.fingerprint())
        .setAttribute(FORMAT, WireFormat.VERSION);
  }

  /**
   * Replaces the name when the member has logged it and has not sent it yet: the name on the wire
   * keeps out who does not know it, so it appears in no log.
   */
  private static void rename(ClusterPolicy policy, Config config, LifecycleEvent event) {
    if (event.getState() == LifecycleEvent.LifecycleState.STARTING) {
      config.setClusterName(policy.nameOnTheWire());
    }
  }

  /**
   * Why two members cannot count together, as the end of a sentence about the other one; empty if
   * they can.
   */
  static Optional<String> difference(Member one, Member other) {
    String format = String.valueOf(other.getAttribute(FORMAT));
    if (!format.equals(one.getAttribute(FORMAT))) {
      return Optional.of(
          "runs another version of Weir, which counts in format %s instead of %s; stop all nodes, and start them with one version"
              .formatted(format, one.getAttribute(FORMAT)));
    }
    // Members with other key secrets have other names for one client, so they would count apart.
    return String.valueOf(one.getAttribute(FINGERPRINT)).equals(other.getAttribute(FINGERPRINT))
        ? Optional.empty()
        : Optional.of(
            "has another weir.key-secret; all members of a cluster must have the same, or none");
  }

  /**
   * Opens a port for members only. A simple network of Hazelcast takes clients at the same port. A
   * file that asks for more has an advanced network, or switches REST or Memcache on.
   */
  private static void onlyForMembers(Config config) {
    NetworkConfig network = config.getNetworkConfig();
    AdvancedNetworkConfig advanced = config.getAdvancedNetworkConfig();
    if (advanced.isEnabled() || takesHttp(network)) {
      return;
    }
    ServerSocketEndpointConfig endpoint =
        new ServerSocketEndpointConfig()
            .setPort(network.getPort())
            .setPortCount(network.getPortCount())
            .setPortAutoIncrement(network.isPortAutoIncrement())
            .setReuseAddress(network.isReuseAddress())
            .setPublicAddress(network.getPublicAddress())
            .setInterfaces(network.getInterfaces())
            .setOutboundPorts(network.getOutboundPorts())
            .setOutboundPortDefinitions(network.getOutboundPortDefinitions())
            .setSSLConfig(network.getSSLConfig())
            .setSocketInterceptorConfig(network.getSocketInterceptorConfig());
    advanced
        .setEnabled(true)
        .setMemberEndpointConfig(endpoint)
        .setJoin(network.getJoin())
        .setMemberAddressProviderConfig(network.getMemberAddressProviderConfig())
        .setIcmpFailureDetectorConfig(network.getIcmpFailureDetectorConfig());
  }

  @SuppressWarnings("removal") // In a version without the REST API, no file switches it on.
  private static boolean takesHttp(NetworkConfig network) {
    return network.getRestApiConfig().isEnabledAndNotEmpty()
        || network.getMemcacheProtocolConfig().isEnabled();
  }

  /** Whether a configuration binds the loopback interface only. */
  static boolean bindsLoopback(Config config) {
    HazelcastProperties properties = new HazelcastProperties(config);
    boolean any =
        properties.getBoolean(ClusterProperty.SOCKET_BIND_ANY)
            || properties.getBoolean(ClusterProperty.SOCKET_SERVER_BIND_ANY);
    AdvancedNetworkConfig advanced = config.getAdvancedNetworkConfig();
    Stream<InterfacesConfig> interfaces =
        advanced.isEnabled()
            ? advanced.getEndpointConfigs().values().stream().map(EndpointConfig::getInterfaces)
            : Stream.of(config.getNetworkConfig().getInterfaces());
    return !any && interfaces.allMatch(MemberSecurity::areLoopback);
  }

  private static boolean areLoopback(InterfacesConfig interfaces) {
    Collection<String> all = interfaces.getInterfaces();
    return interfaces.isEnabled() && !all.isEmpty() && all.stream().allMatch(Endpoint::isLoopback);
  }
}

package io.weir.internal.counting.cluster;

import com.hazelcast.cache.HazelcastCachingProvider;
import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.cache.HazelcastClientCachingProvider;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.map.IMap;
import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.Mirror;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.ledger.Ledgers;
import io.weir.internal.counting.slot.SlotStore;
import io.weir.internal.counting.state.StateTables;
import io.weir.internal.counting.store.MirroredEntries;
import io.weir.internal.counting.wire.WireFormat;
import io.weir.internal.secret.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of a Hazelcast cluster that somebody else runs. Its servers have Weir's wire classes in
 * their class path. The nodes of Weir know each other by a map in that cluster.
 */
final class ClusterClient implements ClusterNode {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterClient.class);

  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(30);

  /** Which nodes count together, each with its format and the fingerprint of its secret. */
  private static final String NODES = "weir-nodes";

  /** A node that has not told for so long that it lives has ended. */
  private static final Duration ALIVE = Duration.ofSeconds(60);

  private static final Duration TELLS = Duration.ofSeconds(20);

  private final HazelcastInstance hazelcast;
  private final String name;
  private final String identity;
  private final String id = UUID.randomUUID().toString();
  private final CacheManager manager;
  private final RetentionClass.Each<Cache<String, byte[]>> tables;
  private final MirroredEntries mirror = new MirroredEntries(InstantSource.system(), this::nodes);
  private final ScheduledThreadPoolExecutor alive =
      new ScheduledThreadPoolExecutor(1, task -> DeadlineExecutor.thread(task, "weir-nodes"));

  private volatile int nodes = 1;

  private ClusterClient(HazelcastInstance hazelcast, String name, String identity) {
    this.hazelcast = hazelcast;
    this.name = name;
    this.identity = identity;
    manager =
        new HazelcastClientCachingProvider()
            .getCacheManager(
                null,
                ClusterClient.class.getClassLoader(),
                HazelcastCachingProvider.propertiesByInstanceItself(hazelcast));
    tables = Tables.of(manager);
  }

  /** Connects with the cluster, and tries whether its servers can count. */
  static ClusterClient start(ClusterPolicy policy) {
    ClientConfig config = ClusterClientConfig.of(policy);
    CountDownLatch connected = new CountDownLatch(1);
    config.addListenerConfig(
        new ListenerConfig(
            (LifecycleListener)
                event -> {
                  if (event.getState() == LifecycleEvent.LifecycleState.CLIENT_CONNECTED) {
                    connected.countDown();
                  }
                }));
    HazelcastInstance hazelcast = HazelcastClient.newHazelcastClient(config);
    try {
      if (!connected.await(CONNECTED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "no server of the Hazelcast cluster %s answers at %s within %s s"
                .formatted(
                    config.getClusterName(),
                    config.getNetworkConfig().getAddresses(),
                    CONNECTED_WITHIN.toSeconds()));
      }
      ClusterClient client = connected(hazelcast, config.getClusterName(), policy);
      LOG.info("Client of cluster {} is ready; nodes in all: {}", client.name, client.nodes);
      return client;
    } catch (RuntimeException | Error e) {
      hazelcast.shutdown();
      throw e;
    } catch (InterruptedException e) {
      hazelcast.shutdown();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static ClusterClient connected(
      HazelcastInstance hazelcast, String name, ClusterPolicy policy) {
    ClusterClient client;
    try {
      client = new ClusterClient(hazelcast, name, WireFormat.VERSION + " " + policy.fingerprint());
      WarmUp.entries(client.entries(), new Pseudonyms(Secret.random()));
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the servers of the Hazelcast cluster %s cannot count; put weir-server.jar of this version and cache-api into the class path of each: %s"
              .formatted(name, root(e)),
          e);
    }
    client.checkOthers();
    client.tellAlive();
    var unused =
        client.alive.scheduleWithFixedDelay(
            client::tellAliveLater, TELLS.toSeconds(), TELLS.toSeconds(), TimeUnit.SECONDS);
    return client;
  }

  private static String root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }

  private IMap<String, String> nodesMap() {
    return hazelcast.getMap(NODES);
  }

  private void checkOthers() {
    for (String other : nodesMap().values()) {
      if (!other.equals(identity)) {
        String theirs = other.substring(0, other.indexOf(' '));
        throw new IllegalStateException(
            "another node of the cluster "
                + (theirs.equals(WireFormat.VERSION)
                    ? "has another weir.key-secret; all nodes of a cluster must have the same, or none"
                    : "runs another version of Weir, which counts in format %s instead of %s; stop all nodes, and start them with one version"
                        .formatted(theirs, WireFormat.VERSION)));
      }
    }
  }

  private void tellAlive() {
    IMap<String, String> all = nodesMap();
    all.set(id, identity, ALIVE.toSeconds(), TimeUnit.SECONDS);
    nodes = Math.max(1, all.keySet().size());
  }

  private void tellAliveLater() {
    try {
      tellAlive();
    } catch (RuntimeException e) {
      LOG.debug("The cluster does not answer", e); // The last known number of nodes remains.
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Ledgers ledgers() {
    return new ClusterLedgers(Tables.ofLedgers(manager), null);
  }

  @Override
  public Entries entries() {
    return new ClusterEntries(tables, mirror, null);
  }

  @Override
  public SlotStore slots() {
    return new ClusterSlots(Tables.ofSlots(manager), null);
  }

  @Override
  public StateTables stateTables() {
    return ClusterStateTables.ofClient(hazelcast, id);
  }

  @Override
  public Mirror mirror() {
    return mirror;
  }

  @Override
  public List<TableSize> tableSizes() {
    return List.of();
  }

  @Override
  public Optional<Duration> clockAhead() {
    return Optional.empty();
  }

  @Override
  public int nodes() {
    return nodes;
  }

  @Override
  public boolean isAlone() {
    return false; // The entries are in other processes.
  }

  @Override
  public Secret agreedSecret() {
    return Tables.agreedSecret(hazelcast);
  }

  @Override
  public void onMerge(Runnable action) {
    // The servers merge, and a client is not told. The map that has the secret keeps one of two.
    var unused =
        alive.scheduleWithFixedDelay(
            () -> runSafely(action), TELLS.toSeconds(), TELLS.toSeconds(), TimeUnit.SECONDS);
  }

  private static void runSafely(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.debug("The cluster does not answer", e);
    }
  }

  @Override
  public void close() {
    alive.shutdownNow();
    try {
      nodesMap().delete(id);
    } catch (RuntimeException e) {
      LOG.debug("The cluster does not answer", e); // The node is forgotten within a minute.
    }
    hazelcast.shutdown();
  }
}

package io.weir.internal.counting.cluster;

import com.hazelcast.cache.HazelcastCachingProvider;
import com.hazelcast.cache.HazelcastMemberCachingProvider;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.Mirror;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.Ledgers;
import io.weir.internal.counting.slot.SlotStore;
import io.weir.internal.counting.state.StateTables;
import io.weir.internal.counting.store.MirroredEntries;
import io.weir.internal.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Hazelcast member in this JVM, and the tables that it shares with the other members. */
final class ClusterMember implements ClusterNode {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterMember.class);

  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  /** The time that the members of a list have to find one another. */
  private static final Duration COMPLETE_WITHIN = Duration.ofSeconds(30);

  private final HazelcastInstance hazelcast;
  private final String name;
  private final ScheduledThreadPoolExecutor later =
      new ScheduledThreadPoolExecutor(1, task -> DeadlineExecutor.thread(task, "weir-members"));
  private final CacheManager manager;
  private final RetentionClass.Each<Cache<String, byte[]>> tables;

  /** Of the tables that are in use. */
  private final List<Supplier<TableSize>> tableSizes = new CopyOnWriteArrayList<>();

  private final MirroredEntries mirror = new MirroredEntries(InstantSource.system(), this::nodes);

  private volatile int nodes = 1;

  private ClusterMember(HazelcastInstance hazelcast, String name) {
    this.hazelcast = hazelcast;
    this.name = name;
    ClassLoader loader = ClusterMember.class.getClassLoader();
    manager =
        new HazelcastMemberCachingProvider()
            .getCacheManager(
                null, loader, HazelcastCachingProvider.propertiesByInstanceItself(hazelcast));
    tables = Tables.of(manager);
    tableSizes.add(() -> Tables.size("entries", tables.all().values()));
    hazelcast.getCluster().addMembershipListener(new Membership());
    nodes = hazelcast.getCluster().getMembers().size();
  }

  /**
   * Starts a member that joins the others and takes over its part of the counts. It waits half a
   * minute for a member that does not answer.
   */
  public static ClusterMember start(ClusterPolicy policy) {
    return start(policy, COMPLETE_WITHIN);
  }

  static ClusterMember start(ClusterPolicy policy, Duration completeWithin) {
    Config config = ClusterMemberConfig.of(policy);
    String name = config.getClusterName();
    if (policy.dangerouslyOpen() && policy.keySecret().isEmpty()) {
      LOG.warn(
          "WEIR-053: weir.cluster.dangerously-open is true and there is no weir.key-secret; whoever reaches the port of this member can join the cluster");
    }
    HazelcastInstance hazelcast = Hazelcast.newHazelcastInstance(config);
    try {
      checkOthers(hazelcast.getCluster());
      checkClock(hazelcast.getCluster().getClusterTime() - System.currentTimeMillis());
      ClusterMember member = new ClusterMember(hazelcast, name);
      member.settle();
      LOG.info(
          "Member {} of cluster {} is ready; nodes in all: {}",
          hazelcast.getCluster().getLocalMember().getAddress(),
          name,
          member.nodes());
      member.expect(policy.members().size(), completeWithin);
      return member;
    } catch (RuntimeException | Error e) {
      hazelcast.shutdown();
      throw e;
    }
  }

  private static void checkOthers(Cluster cluster) {
    Member self = cluster.getLocalMember();
    for (Member other : cluster.getMembers()) {
      MemberSecurity.difference(self, other)
          .ifPresent(
              difference -> {
                throw new IllegalStateException(
                    "member %s %s".formatted(other.getAddress(), difference));
              });
    }
  }

  /** Counts that move to a node whose clock is ahead would expire too early by as much. */
  private static void checkClock(long behindMillis) {
    Duration difference = Duration.ofMillis(Math.abs(behindMillis));
    if (difference.compareTo(RetentionClass.SLACK) > 0) {
      throw new IllegalStateException(
          "the clock of this node is %s s %s that of the cluster; nodes count together if their clocks differ by at most %s s, so synchronize them, for example by NTP"
              .formatted(
                  difference.toSeconds(),
                  behindMillis > 0 ? "behind" : "ahead of",
                  RetentionClass.SLACK.toSeconds()));
    }
  }

  /** Warns, when its members had time to find one another, if some are missing. */
  private void expect(int members, Duration within) {
    var unused =
        later.schedule(
            () -> {
              int nodes = nodes();
              if (nodes < members) {
                LOG.warn(
                    "WEIR-052: this node counts with {} of the {} members in weir.cluster.members; the others have not started, cannot be reached at their addresses and ports, or have another weir.key-secret or weir.cluster.name",
                    nodes,
                    members);
              }
            },
            within.toMillis(),
            TimeUnit.MILLISECONDS);
    later.shutdown(); // After that task.
  }

  @Override
  public String name() {
    return name;
  }

  /** Waits until each bucket is on two nodes: then no count is lost whichever node stops next. */
  private void settle() {
    Instant latest = Instant.now().plus(SETTLED_WITHIN);
    while (!hazelcast.getPartitionService().isClusterSafe()) {
      if (Instant.now().isAfter(latest)) {
        LOG.warn(
            "WEIR-008: the buckets were not copied to a second node within {} s; if a node stops now, some of them start over",
            SETTLED_WITHIN.toSeconds());
        return;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  @Override
  public Entries entries() {
    return new ClusterEntries(tables, mirror, null);
  }

  /** Entries whose time is that of this clock. */
  Entries entries(InstantSource clock) {
    return new ClusterEntries(tables, mirror, clock);
  }

  @Override
  public List<TableSize> tableSizes() {
    return tableSizes.stream().map(Supplier::get).toList();
  }

  @Override
  public Ledgers ledgers() {
    return ledgers(null);
  }

  /** Ledgers whose time is that of this clock. */
  Ledgers ledgers(@Nullable InstantSource clock) {
    LedgerRetention.Each<Cache<String, byte[]>> ledgers = Tables.ofLedgers(manager);
    tableSizes.add(() -> Tables.size("ledgers", ledgers.all().values()));
    return new ClusterLedgers(ledgers, clock);
  }

  @Override
  public SlotStore slots() {
    Cache<String, byte[]> slots = Tables.ofSlots(manager);
    tableSizes.add(() -> Tables.size("slots", List.of(slots)));
    return new ClusterSlots(slots, null);
  }

  @Override
  public StateTables stateTables() {
    return ClusterStateTables.ofMember(hazelcast);
  }

  @Override
  public Mirror mirror() {
    return mirror;
  }

  @Override
  public Optional<Duration> clockAhead() {
    try {
      return Optional.of(
          Duration.ofMillis(System.currentTimeMillis() - hazelcast.getCluster().getClusterTime()));
    } catch (HazelcastInstanceNotActiveException e) {
      return Optional.empty(); // It has ended, as after an OutOfMemoryError.
    }
  }

  @Override
  public int nodes() {
    return nodes;
  }

  @Override
  public boolean isAlone() {
    return nodes == 1;
  }

  @Override
  public Secret agreedSecret() {
    return Tables.agreedSecret(hazelcast);
  }

  @Override
  public void onMerge(Runnable action) {
    hazelcast
        .getLifecycleService()
        .addLifecycleListener(
            event -> {
              if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                action.run();
              }
            });
  }

  @Override
  public void close() {
    later.shutdownNow();
    hazelcast.shutdown();
  }

  /** Counts and logs nodes that join and leave. */
  private final class Membership implements MembershipListener {

    @Override
    public void memberAdded(MembershipEvent event) {
      MemberSecurity.difference(event.getCluster().getLocalMember(), event.getMember())
          .ifPresent(
              difference ->
                  LOG.warn(
                      "WEIR-054: the node that joins counts apart: {} {}",
                      event.getMember().getAddress(),
                      difference));
      nodes = event.getMembers().size();
      LOG.info("A node joined the cluster; nodes in all: {}", nodes);
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      nodes = event.getMembers().size();
      LOG.warn("WEIR-006: a node left the cluster; nodes that remain: {}", nodes);
    }
  }
}

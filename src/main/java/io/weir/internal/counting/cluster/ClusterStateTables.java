package io.weir.internal.counting.cluster;

import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.weir.internal.counting.state.StateTables;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decisions and reports in two maps of texts, so that servers of a foreign cluster need no class of
 * Weir for them.
 */
final class ClusterStateTables implements StateTables {

  /** The map of decisions, by their names. */
  static final String DECISIONS = "weir-decisions";

  /** The map of what nodes report, by their ids. */
  static final String REPORTS = "weir-reports";

  private final HazelcastInstance hazelcast;
  private final Supplier<String> id;
  private final Predicate<String> lives;
  private final String node;
  private @Nullable UUID members;
  private @Nullable UUID decided;
  private @Nullable UUID reported;

  private ClusterStateTables(
      HazelcastInstance hazelcast, Supplier<String> id, Predicate<String> lives, String node) {
    this.hazelcast = hazelcast;
    this.id = id;
    this.lives = lives;
    this.node = node;
  }

  /** The tables, as a member sees them. One that has left the cluster reports nothing any more. */
  static ClusterStateTables ofMember(HazelcastInstance hazelcast) {
    return new ClusterStateTables(
        hazelcast,
        // A member gets another id when two parts of a split cluster merge.
        () -> hazelcast.getCluster().getLocalMember().getUuid().toString(),
        id ->
            hazelcast.getCluster().getMembers().stream()
                .anyMatch(member -> member.getUuid().toString().equals(id)),
        address(hazelcast.getCluster().getLocalMember().getAddress().toString()));
  }

  /** The tables, as a client sees them. One that has ended is forgotten after the lease. */
  static ClusterStateTables ofClient(HazelcastInstance hazelcast, String id) {
    return new ClusterStateTables(
        hazelcast,
        () -> id,
        any -> true,
        address(String.valueOf(hazelcast.getLocalEndpoint().getSocketAddress())));
  }

  /** {@code 192.0.2.7:5701} of {@code [192.0.2.7]:5701} or {@code /192.0.2.7:5701}. */
  private static String address(String printed) {
    return printed.replaceAll("[^0-9A-Za-z.:-]", "");
  }

  private IMap<String, String> decisionsMap() {
    return hazelcast.getMap(DECISIONS);
  }

  private IMap<String, String> reportsMap() {
    return hazelcast.getMap(REPORTS);
  }

  @Override
  public Map<String, String> decisions() {
    return all(decisionsMap());
  }

  @Override
  public boolean decide(String name, @Nullable String expected, String written) {
    return expected == null
        ? decisionsMap().putIfAbsent(name, written) == null
        : decisionsMap().replace(name, expected, written);
  }

  @Override
  public Map<String, String> reports() {
    Map<String, String> all = all(reportsMap());
    all.keySet().removeIf(lives.negate());
    return all;
  }

  private static Map<String, String> all(IMap<String, String> map) {
    return map.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public void report(String written, Duration lease) {
    reportsMap().set(id.get(), written, lease.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public String id() {
    return id.get();
  }

  @Override
  public String node() {
    return node;
  }

  @Override
  public void listen(Listener listener) {
    decided = decisionsMap().addEntryListener(new Written(listener::decided, listener), true);
    reported = reportsMap().addEntryListener(new Written(listener::reported, listener), true);
    members =
        hazelcast
            .getCluster()
            .addMembershipListener(
                new MembershipAdapter() {
                  @Override
                  public void memberRemoved(MembershipEvent event) {
                    listener.changed();
                  }
                });
  }

  @Override
  public void close() {
    if (members != null && decided != null && reported != null) {
      hazelcast.getCluster().removeMembershipListener(members);
      decisionsMap().removeEntryListener(decided);
      reportsMap().removeEntryListener(reported);
    }
    reportsMap().delete(id.get());
  }

  /** Passes on what other nodes write; what this node writes it knows. */
  private static final class Written extends EntryAdapter<String, String> {

    private final BiConsumer<String, String> written;
    private final Listener listener;

    Written(BiConsumer<String, String> written, Listener listener) {
      this.written = written;
      this.listener = listener;
    }

    @Override
    public void entryAdded(EntryEvent<String, String> event) {
      written.accept(event.getKey(), Objects.requireNonNull(event.getValue()));
    }

    @Override
    public void entryUpdated(EntryEvent<String, String> event) {
      entryAdded(event);
    }

    @Override
    public void entryRemoved(EntryEvent<String, String> event) {
      listener.changed();
    }

    @Override
    public void entryExpired(EntryEvent<String, String> event) {
      listener.changed();
    }
  }
}

package io.weir.internal.counting.slot;

import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.WhenClusterFails;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets so many requests of a key be open at once, in all nodes together.
 *
 * <pre>
 *   take ──→ slot of the cluster, leased ── renewed every round, one operation a key ──→ release
 *     └ no answer: WhenClusterFails          └ lease over, taken by others: lost
 * </pre>
 *
 * <p>A node that dies renews nothing, so its slots are free after the lease. A node that was frozen
 * for longer finds its slots outdated by its own clock, before it asks the cluster.
 */
public final class SlotService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SlotService.class);

  /** After which the slots of a node that died are free. */
  public static final Duration LEASE = Duration.ofSeconds(30);

  /** The lease in this JVM alone, which nobody else could take over. */
  private static final Duration EVER = Duration.ofDays(36_525);

  /** So many rounds has a lease: two may fail. */
  private static final int ROUNDS = 3;

  /** What became of a request for a slot. */
  public enum Outcome {
    GRANTED,
    /** All slots are held. */
    REFUSED,
    /** The cluster does not answer: admitted without a slot. */
    UNCOUNTED,
    /** The cluster does not answer: not admitted. */
    UNAVAILABLE
  }

  /**
   * The answer to a request for a slot.
   *
   * @param slot that is held now; nothing unless it is granted
   */
  public record Grant(Outcome outcome, Optional<HeldSlot> slot) {}

  private final SecureRandom random = new SecureRandom();
  private final SlotStore shared;
  private final SlotStore local;
  private final @Nullable DeadlineExecutor deadline;
  private final IntSupplier nodes;
  private final Duration lease;
  private final LongSupplier nanoTime;
  private final Map<Long, HeldSlot> held = new ConcurrentHashMap<>();
  private final @Nullable ScheduledThreadPoolExecutor rounds;
  private volatile boolean silent;

  SlotService(
      SlotStore shared,
      SlotStore local,
      @Nullable DeadlineExecutor deadline,
      IntSupplier nodes,
      Duration lease,
      LongSupplier nanoTime,
      boolean scheduled) {
    this.shared = shared;
    this.local = local;
    this.deadline = deadline;
    this.nodes = nodes;
    this.lease = lease;
    this.nanoTime = nanoTime;
    this.rounds = scheduled ? rounds() : null;
  }

  /** Slots of this JVM alone. */
  public static SlotService local(SlotStore slots) {
    return new SlotService(slots, slots, null, () -> 1, EVER, System::nanoTime, false);
  }

  /**
   * Slots of a cluster.
   *
   * @param local the slots of this node, for when the cluster does not answer
   * @param nodes how many nodes count together; the last known number if the cluster is silent
   */
  public static SlotService clustered(
      SlotStore shared, SlotStore local, DeadlineExecutor deadline, IntSupplier nodes) {
    return clustered(shared, local, deadline, nodes, LEASE);
  }

  /** The same with another lease; all nodes have the same. */
  public static SlotService clustered(
      SlotStore shared,
      SlotStore local,
      DeadlineExecutor deadline,
      IntSupplier nodes,
      Duration lease) {
    return new SlotService(shared, local, deadline, nodes, lease, System::nanoTime, true);
  }

  private ScheduledThreadPoolExecutor rounds() {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, task -> DeadlineExecutor.thread(task, "weir-slots"));
    long round = lease.toMillis() / ROUNDS;
    var unused =
        thread.scheduleWithFixedDelay(this::renewSafely, round, round, TimeUnit.MILLISECONDS);
    return thread;
  }

  /**
   * Takes a slot.
   *
   * @param key the pseudonym of whose requests are counted
   * @param bucket which slots of the key
   * @param most how many may be held
   */
  public Grant take(String key, long bucket, long most, WhenClusterFails fallback) {
    SlotRequest request = new SlotRequest(bucket, random.nextLong(), most);
    long asked = nanoTime.getAsLong();
    Boolean granted = ask(() -> shared.take(key, request, lease)).orElse(null);
    if (granted == null) {
      // What the cluster grants after the deadline nobody renews: it is free after the lease.
      return switch (fallback) {
        case OPEN -> new Grant(Outcome.UNCOUNTED, Optional.empty());
        case CLOSED -> new Grant(Outcome.UNAVAILABLE, Optional.empty());
        case LOCAL -> takeHere(key, request);
      };
    }
    if (!granted) {
      return new Grant(Outcome.REFUSED, Optional.empty());
    }
    HeldSlot slot =
        new HeldSlot(
            this, key, request, fallback == WhenClusterFails.CLOSED, asked + lease.toNanos());
    held.put(request.id(), slot);
    return new Grant(Outcome.GRANTED, Optional.of(slot));
  }

  /**
   * Takes a slot of this node's share, at least of one. It moves to the cluster when that is back.
   */
  private Grant takeHere(String key, SlotRequest request) {
    long share = Math.max(1, request.most() / nodes.getAsInt());
    long mine =
        held.values().stream()
            .filter(one -> one.key().equals(key) && one.request().bucket() == request.bucket())
            .count();
    if (mine >= share
        || !local.take(key, new SlotRequest(request.bucket(), request.id(), share), EVER)) {
      return new Grant(Outcome.REFUSED, Optional.empty());
    }
    silent = true;
    HeldSlot slot = new HeldSlot(this, key, request, false, nanoTime.getAsLong() + lease.toNanos());
    held.put(request.id(), slot);
    return new Grant(Outcome.GRANTED, Optional.of(slot));
  }

  /** Gives a slot back. If the cluster does not answer, it is free after the lease. */
  void release(HeldSlot slot) {
    held.remove(slot.request().id());
    if (deadline != null) {
      local.release(slot.key(), slot.request().id());
    }
    var unused =
        ask(
            () -> {
              shared.release(slot.key(), slot.request().id());
              return true;
            });
  }

  /** Whether somebody else may have a slot by now. */
  boolean isOutdated(HeldSlot slot) {
    return deadline != null
        && (slot.isStrict() || !silent)
        && slot.isOutdated(nanoTime.getAsLong());
  }

  private void renewSafely() {
    try {
      renew();
    } catch (RuntimeException e) {
      LOG.debug("Slots were not renewed", e);
    }
  }

  /** Gives all slots of this node a new lease, and tells those that are lost. */
  void renew() {
    held.values().stream().filter(this::isOutdated).toList().forEach(this::lose);
    Map<String, List<HeldSlot>> keys =
        held.values().stream().collect(Collectors.groupingBy(HeldSlot::key));
    for (Map.Entry<String, List<HeldSlot>> one : keys.entrySet()) {
      List<SlotRequest> requests = one.getValue().stream().map(HeldSlot::request).toList();
      long asked = nanoTime.getAsLong();
      Set<Long> lost = ask(() -> shared.renew(one.getKey(), requests, lease)).orElse(null);
      if (lost == null) {
        silent = true;
        return;
      }
      one.getValue().forEach(slot -> renewed(slot, lost, asked + lease.toNanos()));
    }
    silent = false;
  }

  private void renewed(HeldSlot slot, Set<Long> lost, long until) {
    if (lost.contains(slot.request().id())) {
      lose(slot);
    } else if (held.containsKey(slot.request().id())) {
      slot.leasedUntil(until);
    } else {
      release(slot); // It was released while it was renewed.
    }
  }

  private void lose(HeldSlot slot) {
    slot.lose();
    release(slot);
  }

  private <T> Optional<T> ask(Callable<T> question) {
    if (deadline != null) {
      return Optional.ofNullable(deadline.ask(List.of(question)).get(0).value());
    }
    try {
      return Optional.of(question.call());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (rounds != null) {
      rounds.shutdownNow();
    }
    held.values().forEach(HeldSlot::release);
  }
}

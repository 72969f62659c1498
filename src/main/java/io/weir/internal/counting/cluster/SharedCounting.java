package io.weir.internal.counting.cluster;

import io.weir.internal.counting.CallStatistics;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.LocalLedgers;
import io.weir.internal.counting.slot.LocalSlots;
import io.weir.internal.counting.slot.SlotService;
import io.weir.internal.counting.state.SharedState;
import io.weir.internal.counting.store.LocalEntries;
import io.weir.internal.secret.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one {@link CountingService} of this copy of the jar: in this JVM alone, or with a member of
 * the cluster. All filters and all applications that use the jar share it. The first that joins
 * starts it, the last that leaves stops it.
 */
public final class SharedCounting {

  private static final Object LOCK = new Object();
  private static volatile @Nullable SharedCounting running;

  private final ClusterPolicy policy;
  private final @Nullable ClusterNode member;
  private final @Nullable DeadlineExecutor deadline;
  private final CountingService service;

  /** Of the tables of this JVM alone that are in use. */
  private final List<Supplier<TableSize>> tableSizes = new CopyOnWriteArrayList<>();

  private @Nullable LedgerService ledgers;
  private @Nullable SlotService slots;
  private @Nullable SharedState state;
  private int users;

  private SharedCounting(ClusterPolicy policy, @Nullable ClusterNode member) {
    this.policy = policy;
    this.member = member;
    Pseudonyms pseudonyms = new Pseudonyms(secret(policy, member));
    if (member == null) {
      deadline = null;
      LocalEntries entries = new LocalEntries(InstantSource.system());
      tableSizes.add(entries::tableSize);
      service = CountingService.local(entries, pseudonyms);
    } else {
      deadline = new DeadlineExecutor(policy.deadline(), member::isAlone);
      service = CountingService.clustered(member.entries(), member.mirror(), deadline, pseudonyms);
      // Two parts of a cluster had agreed on two secrets. After a merge one of them is left.
      member.onMerge(() -> pseudonyms.change(secret(policy, member)));
      WarmUp.entries(member.entries(), pseudonyms);
    }
    WarmUp.service(service);
  }

  private static Secret secret(ClusterPolicy policy, @Nullable ClusterNode member) {
    return policy
        .keySecret()
        .orElseGet(() -> member == null ? Secret.random() : member.agreedSecret());
  }

  /**
   * The service of this JVM, started if it does not run. {@linkplain #leave Leave} it once.
   *
   * @throws IllegalStateException with a sentence for the administrator if it cannot start, or runs
   *     with other settings
   */
  public static SharedCounting join(ClusterPolicy policy) {
    synchronized (LOCK) {
      if (running == null) {
        running = inOwnThread("weir-start", () -> start(policy));
      }
      String differences = policy.differencesTo(running.policy);
      if (!differences.isEmpty()) {
        throw new IllegalStateException(
            "applications that share Weir's jar count together, so these settings must be the same in all: "
                + differences);
      }
      running.users++;
      return running;
    }
  }

  /** The service that runs now, for those who look at it only; empty if none runs. */
  public static Optional<SharedCounting> current() {
    return Optional.ofNullable(running);
  }

  /** Ends one use of the service. The last one stops it. */
  public void leave() {
    synchronized (LOCK) {
      users--;
      if (users == 0) {
        running = null;
        inOwnThread("weir-stop", this::close);
      }
    }
  }

  /** The service, until {@link #leave}. */
  public CountingService service() {
    return service;
  }

  /**
   * The ledgers of budgets, until {@link #leave}; their tables are created when first asked for.
   */
  public LedgerService ledgers() {
    synchronized (LOCK) {
      if (ledgers == null) {
        ledgers = inOwnThread("weir-ledgers-start", this::startLedgers);
      }
      return ledgers;
    }
  }

  private LedgerService startLedgers() {
    LocalLedgers local = new LocalLedgers(InstantSource.system());
    if (member == null) {
      tableSizes.add(local::tableSize);
    }
    return member == null || deadline == null
        ? LedgerService.local(local, service.pseudonyms())
        : LedgerService.clustered(
            member.ledgers(), local, deadline, member::nodes, service.pseudonyms());
  }

  /** Slots of open requests, until {@link #leave}; their table is created when first asked for. */
  public SlotService slots() {
    synchronized (LOCK) {
      if (slots == null) {
        slots = inOwnThread("weir-slots-start", this::startSlots);
      }
      return slots;
    }
  }

  private SlotService startSlots() {
    LocalSlots local = new LocalSlots(InstantSource.system());
    if (member == null) {
      tableSizes.add(local::tableSize);
    }
    return member == null || deadline == null
        ? SlotService.local(local)
        : SlotService.clustered(member.slots(), local, deadline, member::nodes);
  }

  /**
   * Decisions and reports of all nodes, until {@link #leave}; their tables are created when first
   * asked for.
   */
  public SharedState state() {
    synchronized (LOCK) {
      if (state == null) {
        state = member == null ? SharedState.local() : SharedState.of(member.stateTables());
      }
      return state;
    }
  }

  /** Where requests are counted, for the log: {@code in this JVM alone}. */
  public String place() {
    return member == null
        ? "in this JVM alone"
        : "in cluster %s, nodes in all: %s".formatted(member.name(), member.nodes());
  }

  /** Whether the cluster did not answer several times in a row, and has not answered since. */
  public boolean isSilent() {
    return deadline != null && deadline.isLost();
  }

  /** How many nodes count together, this one included. */
  public int nodes() {
    return member == null ? 1 : member.nodes();
  }

  /** How far the clock of this node is ahead of the cluster's; empty if that is not known. */
  public Optional<Duration> clockAhead() {
    return member == null ? Optional.empty() : member.clockAhead();
  }

  /** What became of the calls to the cluster; empty if this JVM counts alone. */
  public Optional<CallStatistics> calls() {
    return Optional.ofNullable(deadline).map(DeadlineExecutor::statistics);
  }

  /** What the tables keep in this JVM; empty if all of it is in other processes. */
  public List<TableSize> tableSizes() {
    return member == null ? tableSizes.stream().map(Supplier::get).toList() : member.tableSizes();
  }

  /** Whether this node has granted what the cluster does not know yet, because it was silent. */
  public boolean owes() {
    return member != null && member.mirror().owes();
  }

  private static @Nullable ClusterNode connect(ClusterPolicy policy) {
    return switch (policy.kind()) {
      case NONE -> null;
      case EMBEDDED -> ClusterMember.start(policy);
      case CLIENT -> ClusterClient.start(policy);
    };
  }

  private static SharedCounting start(ClusterPolicy policy) {
    ClusterNode member = connect(policy);
    try {
      return new SharedCounting(policy, member);
    } catch (RuntimeException | Error e) {
      if (member != null) {
        member.close();
      }
      throw e;
    }
  }

  private SharedCounting close() {
    if (state != null) {
      state.close();
    }
    if (slots != null) {
      slots.close();
    }
    if (ledgers != null) {
      ledgers.close();
    }
    if (deadline != null) {
      deadline.close();
    }
    if (member != null) {
      member.close();
    }
    return this;
  }

  /**
   * Hazelcast leaves thread-locals in the thread that starts it. In a thread of the server's pool
   * they would keep Weir's classes in memory for ever.
   */
  private static <T> T inOwnThread(String name, Callable<T> task) {
    FutureTask<T> result = new FutureTask<>(task);
    DeadlineExecutor.thread(result, name).start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          // Keep waiting: otherwise the member would start with no owner to stop it.
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "the cluster's member failed in %s: %s".formatted(name, cause.getMessage()), cause);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

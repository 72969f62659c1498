package io.weir.budget;

import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Ledger;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.UnixNanos;
import io.weir.internal.events.LogThrottle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was spent of long budgets in a file, for the next start: at most once a second, and at
 * the end. A node keeps those ledgers that its own requests have changed, with what all nodes have
 * spent in them.
 *
 * <pre>
 *   request → ledger changed ─┐
 *   request → ledger changed ─┴─ once a second: copies of these ledgers → file
 *   start: files of all nodes → merged by ledger, account and cell → cluster, or this JVM
 * </pre>
 */
final class BudgetState implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BudgetState.class);

  /** As many as a table of the cluster has; a file has some 100 bytes for each. */
  private static final int MOST = 200_000;

  /** What is copied before the file is written; what else has changed follows with the next one. */
  private static final int MOST_AT_ONCE = 20_000;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** A write that takes long is followed by a pause of so many times its length. */
  private static final int PAUSE_OF_WRITE = 20;

  private static final Duration LONGEST_START = Duration.ofMinutes(5);
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final LedgerService ledgers;
  private final Set<Long> accounts;
  private final InstantSource clock;
  private final StateDirectory directory;
  private final String fingerprint;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, task -> DeadlineExecutor.thread(task, "weir-budget-state"));
  private final Set<LedgerKey> changed = ConcurrentHashMap.newKeySet();
  private final LargestLedgers kept;
  private final int most;
  private final LogThrottle tooMany;
  private boolean failing;

  /** When nothing in a ledger counts any more; of those that are kept for ever, nothing. */
  private final Map<LedgerKey, Instant> ends = new HashMap<>();

  private BudgetState(
      LedgerService ledgers,
      List<PreparedBudget> budgets,
      InstantSource clock,
      StateDirectory directory,
      int most) {
    this.ledgers = ledgers;
    this.most = most;
    this.kept = new LargestLedgers(most);
    this.tooMany = new LogThrottle(Duration.ofHours(1), clock);
    this.accounts =
        budgets.stream()
            .filter(one -> one.budget().outlivesRestart())
            .flatMap(PreparedBudget::accounts)
            .collect(Collectors.toUnmodifiableSet());
    this.clock = clock;
    this.directory = directory;
    this.fingerprint = ledgers.pseudonyms().of("weir budget state");
  }

  /**
   * Restores what the files tell, and keeps what changes from now on.
   *
   * @param scope of the application
   * @throws IllegalStateException with a sentence for the administrator if a file cannot be read
   */
  static BudgetState open(
      Path path,
      String scope,
      LedgerService ledgers,
      List<PreparedBudget> budgets,
      InstantSource clock) {
    return open(path, scope, ledgers, budgets, clock, MOST);
  }

  /** The same that keeps at most so many ledgers. */
  static BudgetState open(
      Path path,
      String scope,
      LedgerService ledgers,
      List<PreparedBudget> budgets,
      InstantSource clock,
      int most) {
    StateDirectory directory;
    try {
      directory = StateDirectory.open(path, scope);
    } catch (IOException e) {
      throw unusable(path, e);
    }
    BudgetState state = new BudgetState(ledgers, budgets, clock, directory, most);
    try {
      // In a thread of its own: Hazelcast leaves thread-locals in the one that calls it.
      state.inThread(() -> state.restore(path), LONGEST_START);
    } catch (RuntimeException | Error e) {
      state.thread.shutdownNow();
      directory.close();
      throw e;
    }
    state.saveAfter(PAUSE);
    return state;
  }

  private static IllegalStateException unusable(Path path, IOException e) {
    return new IllegalStateException(
        "weir.budget.state-dir: files in \"%s\" cannot be read or written (%s)"
            .formatted(path, e.getClass().getSimpleName()),
        e);
  }

  private void restore(Path path) {
    long now = UnixNanos.of(clock.instant());
    Map<LedgerKey, Ledger> all = new HashMap<>();
    try {
      for (Map.Entry<String, byte[]> file : directory.read().entrySet()) {
        decoded(file.getKey(), file.getValue())
            .ledgers()
            .forEach(
                (key, ledger) ->
                    all.computeIfAbsent(key, first -> new Ledger())
                        .merge(Ledger.read(new ByteReader(ledger)), now));
      }
    } catch (IOException e) {
      throw unusable(path, e);
    }
    all.forEach(
        (key, ledger) -> {
          ByteWriter out = new ByteWriter();
          ledger.write(out);
          if (!ledger.isEmpty(now)) {
            ledgers.ledgers().restore(key, out.toByteArray());
            changed.add(key);
          }
        });
    if (!all.isEmpty()) {
      LOG.info("What was spent of {} accounts is restored from weir.budget.state-dir", all.size());
    }
  }

  private StateFile decoded(String name, byte[] content) {
    try {
      return StateFile.decode(content, fingerprint);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "weir.budget.state-dir: the file %s %s, so what was spent is not known; bring it back as it was, or delete it to let its budgets begin anew"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /** Notes that something was held or spent in accounts of a ledger. */
  void note(LedgerKey key, List<AccountSpec> of) {
    if (of.stream().anyMatch(account -> accounts.contains(account.id()))) {
      if (changed.size() < most) {
        changed.add(key);
      } else if (!changed.contains(key)) {
        tellTooMany();
      }
    }
  }

  private void tellTooMany() {
    if (tooMany.claim()) {
      LOG.warn(
          "WEIR-117: weir.budget.state-dir keeps what is spent of {} keys, and more have changed; a restart now would forget some of which least is spent",
          most);
    }
  }

  /** The pause after a save that took so long. */
  static Duration pause(Duration took) {
    Duration pause = took.multipliedBy(PAUSE_OF_WRITE);
    Duration longest = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    return longest.compareTo(PAUSE) > 0 ? longest : PAUSE;
  }

  private void saveAfter(Duration pause) {
    var unused =
        thread.schedule(
            () -> {
              long start = System.nanoTime();
              save();
              saveAfter(pause(Duration.ofNanos(System.nanoTime() - start)));
            },
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Writes the file if anything has changed. */
  synchronized void save() {
    List<LedgerKey> keys = changed.stream().limit(MOST_AT_ONCE).toList();
    if (keys.isEmpty()) {
      return;
    }
    try {
      keys.forEach(this::copy);
      Instant now = clock.instant();
      ends.values().removeIf(now::isAfter);
      kept.removeIf(key -> key.kept().kept().isPresent() && !ends.containsKey(key));
      directory.write(new StateFile(kept.copies()).encode(fingerprint));
      if (failing) {
        failing = false;
        LOG.warn("WEIR-086: what is spent of budgets is kept in weir.budget.state-dir again");
      }
    } catch (IOException | RuntimeException e) {
      changed.addAll(keys);
      if (!failing) {
        failing = true;
        LOG.warn(
            "WEIR-085: what is spent of budgets cannot be kept in weir.budget.state-dir; a restart now would forget it: {}",
            e.toString());
      }
    }
  }

  private void copy(LedgerKey key) {
    changed.remove(key);
    Optional<byte[]> ledger = ledgers.ledgers().copy(key);
    if (ledger.isEmpty()) {
      kept.remove(key);
      return;
    }
    double share = Ledger.read(new ByteReader(ledger.get())).share(UnixNanos.of(clock.instant()));
    key.kept().kept().ifPresent(length -> ends.put(key, clock.instant().plus(length)));
    kept.put(key, ledger.get(), share)
        .ifPresent(
            dropped -> {
              ends.remove(dropped);
              tellTooMany();
            });
  }

  private void inThread(Runnable task, Duration longest) {
    Future<?> done = thread.submit(task);
    try {
      done.get(longest.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("weir.budget.state-dir: the cluster does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Saves until nothing is left that has changed, or that cannot be done. */
  private void saveAll() {
    int before = Integer.MAX_VALUE;
    for (int left = changed.size(); left > 0 && left < before; left = changed.size()) {
      before = left;
      save();
    }
  }

  /** Writes the file a last time. */
  @Override
  public void close() {
    try {
      inThread(this::saveAll, LONGEST_END);
    } catch (IllegalStateException e) {
      LOG.warn(
          "WEIR-085: what is spent of budgets cannot be kept in weir.budget.state-dir; a restart now would forget it: {}",
          e.toString());
    }
    thread.shutdownNow();
    directory.close();
  }
}

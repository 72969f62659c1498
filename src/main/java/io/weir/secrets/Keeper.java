package io.weir.secrets;

import io.weir.secrets.KeeperPolicy.OnStartFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps secrets: reads them in a thread of its own, again and again, so that whoever needs one
 * never waits for a source.
 *
 * <pre>
 *   application ── current(reference) ──> the last snapshot           no I/O, no lock
 *   weir-secrets ── turn() ──> source.read(path) ──> the next snapshot, swapped at once
 * </pre>
 */
final class Keeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  /** How often a first read is tried while a deployment waits. */
  static final int ATTEMPTS = 3;

  /** What a read may take beyond its time before its value counts as old. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  /** How long whoever ends the thread waits for it: its classes go when the application does. */
  private static final Duration LONGEST_END = Duration.ofSeconds(5);

  private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

  /** How long it rests when something was thrown that nobody foresaw. */
  private static final Duration AFTER_SURPRISE = Duration.ofSeconds(5);

  private final KeeperPolicy policy;
  private final LongSupplier clock;
  private final BackOff backOff;
  private final Map<String, Supply> supplies = new HashMap<>();
  private final Map<Reference, Kept> byReference = new ConcurrentHashMap<>();
  private final Object lock = new Object();

  /** By source and path; guarded by the lock, as all the following. */
  private final Map<Reference, Kept> byPath = new HashMap<>();

  private boolean hurried;
  private boolean resting;
  private boolean closed;
  private @Nullable Thread thread;

  /** The thread before, which may still wait for an answer. */
  private @Nullable Thread ended;

  /**
   * Keeps nothing yet.
   *
   * @param sources by the names that stand before the colon of a reference; closed with the keeper
   * @param clock nanoseconds since some point in the past: {@link System#nanoTime}
   */
  Keeper(
      Map<String, SecretSource> sources,
      KeeperPolicy policy,
      LongSupplier clock,
      RandomGenerator random) {
    this.policy = policy;
    this.clock = clock;
    this.backOff = new BackOff(policy.refresh(), random);
    sources.forEach((name, source) -> supplies.put(name, new Supply(name, source)));
  }

  /** Starts the one thread, a daemon. */
  Keeper start() {
    synchronized (lock) {
      if (closed || (thread != null && thread.isAlive())) {
        return this;
      }
      Thread before = ended;
      Thread started = new Thread(null, () -> run(before), "weir-secrets", 0, false);
      started.setDaemon(true);
      started.setContextClassLoader(Keeper.class.getClassLoader());
      resting = false;
      thread = started;
      started.start();
    }
    return this;
  }

  /**
   * Ends the thread and leaves the sources as they are, until {@link #start} goes on: an
   * application that does not come to start after all leaves no thread behind.
   */
  void rest() {
    synchronized (lock) {
      resting = true;
    }
    endThread();
  }

  /** Returns when the thread has ended, or does not in time. */
  private void endThread() {
    Thread running;
    synchronized (lock) {
      running = thread;
      if (running != null) {
        ended = running;
      }
      thread = null;
      lock.notifyAll();
    }
    if (running == null || running == Thread.currentThread()) {
      return;
    }
    running.interrupt();
    try {
      running.join(LONGEST_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The value as it was read last, unless it is too old; does no I/O and waits for nobody. */
  Optional<Secret> current(Reference reference) {
    Kept kept = byReference.get(reference);
    return kept == null ? Optional.empty() : kept.value(reference.key());
  }

  /** The first reads of a deployment that begins now. */
  FirstReads firstReads() {
    return new FirstReads(this, clock.getAsLong() + policy.deadline().toNanos());
  }

  /**
   * Reads it in the background from now on.
   *
   * @throws IllegalArgumentException if there is no such source
   */
  void keep(Reference reference) {
    synchronized (lock) {
      kept(reference);
      hurry();
    }
  }

  /**
   * Has {@code listener} called, by the keeper's thread, whenever the values under the reference's
   * path have changed.
   *
   * @return what ends that
   */
  Runnable onChange(Reference reference, Runnable listener) {
    synchronized (lock) {
      List<Runnable> listeners = kept(reference).listeners();
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }
  }

  /** Why the last read failed; nothing if it did not. */
  Optional<Unreadable> failure(Reference reference) {
    synchronized (lock) {
      Kept kept = kept(reference);
      return kept.failure()
          .or(() -> Optional.ofNullable(kept.failuresOfKeys().get(reference.key())));
    }
  }

  private Kept kept(Reference reference) {
    return byReference.computeIfAbsent(
        reference,
        added ->
            byPath.computeIfAbsent(new Reference(added.source(), added.path(), ""), this::unread));
  }

  private Kept unread(Reference place) {
    Supply supply = supplies.get(place.source());
    if (supply == null) {
      throw new IllegalArgumentException(
          "%s: no such source of secrets; %s"
              .formatted(place.source(), String.join(", ", new TreeSet<>(supplies.keySet()))));
    }
    return new Kept(supply, place.path(), clock.getAsLong());
  }

  /** Waits until all have been read or cannot be, at most until the deadline. */
  void await(Collection<Reference> references, long deadline) {
    boolean interrupted = false;
    synchronized (lock) {
      long now = clock.getAsLong();
      List<Kept> awaited = references.stream().map(this::kept).distinct().toList();
      awaited.forEach(kept -> kept.await(now, ATTEMPTS));
      awaited.stream().filter(Kept::isAwaited).forEach(kept -> kept.supply().await(now));
      hurry();
      long left = deadline - now;
      while (left > 0 && !closed && !awaited.stream().allMatch(Kept::isSettled)) {
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        } catch (InterruptedException e) {
          interrupted = true;
          break;
        }
        left = deadline - clock.getAsLong();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Why a deployment that needs this secret shall stop; nothing if it need not. */
  Optional<Unreadable> startFailure(Reference reference) {
    synchronized (lock) {
      if (policy.onStartFailure() == OnStartFailure.DEGRADE) {
        return Optional.empty();
      }
      Kept kept = kept(reference);
      boolean lastKnown = policy.onStartFailure() == OnStartFailure.USE_LAST_KNOWN;
      if (kept.isHeld() && (lastKnown || kept.failure().isEmpty())) {
        Unreadable ofKey = kept.failuresOfKeys().get(reference.key());
        return kept.value(reference.key()).isPresent() && (lastKnown || ofKey == null)
            ? Optional.empty()
            : Optional.of(ofKey == null ? noKey(reference) : ofKey);
      }
      return Optional.of(kept.failure().orElseGet(() -> late(reference)));
    }
  }

  private static Unreadable noKey(Reference reference) {
    return new Unreadable(
        reference.source(),
        reference.path(),
        Optional.empty(),
        "it was read, and has no key \"%s\"".formatted(reference.key()),
        Unreadable.Reach.PATH);
  }

  private Unreadable late(Reference reference) {
    return new Unreadable(
        reference.source(),
        reference.path(),
        Optional.empty(),
        "not read within %d s; is the source reachable from this server?"
            .formatted(policy.deadline().toSeconds()),
        Unreadable.Reach.SOURCE_FOR_NOW);
  }

  private void hurry() {
    hurried = true;
    lock.notifyAll();
  }

  /** Turn after turn; what no source foresaw is told once, and ends nothing. */
  private void run(@Nullable Thread before) {
    if (before != null) {
      awaitEnd(before);
    }
    boolean told = false;
    long pause = 0;
    while (sleep(pause)) {
      try {
        pause = turn();
        told = false;
      } catch (RuntimeException e) {
        if (!told) {
          // Its message may hold anything: only its class is told.
          LOG.warn(
              "WEIR-038: looking after secrets failed, and goes on: {}", e.getClass().getName());
        }
        told = true;
        pause = AFTER_SURPRISE.toNanos();
      }
    }
  }

  /** However long it takes, also when interrupted: a source is asked by one thread at a time. */
  private static void awaitEnd(Thread before) {
    boolean interrupted = false;
    while (before.isAlive()) {
      try {
        before.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sleeps until it is time, or somebody is in a hurry; false if the keeper was closed. */
  private boolean sleep(long nanos) {
    synchronized (lock) {
      long end = clock.getAsLong() + nanos;
      try {
        for (long left = nanos;
            left > 0 && !hurried && !isEnding();
            left = end - clock.getAsLong()) {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        }
      } catch (InterruptedException e) {
        return false;
      }
      hurried = false;
      return !isEnding();
    }
  }

  private static void giveUpOld(Kept kept, long now) {
    if (kept.giveUp(now)) {
      LOG.warn("WEIR-032: a secret is too old and not given any more: {}", kept);
    }
  }

  /** Whether this thread is to end: also if another has taken its place. */
  private boolean isEnding() {
    synchronized (lock) {
      return closed || resting || (thread != null && thread != Thread.currentThread());
    }
  }

  /**
   * Reads whatever is due.
   *
   * @return nanoseconds until something is due again
   */
  long turn() {
    for (Kept kept : due()) {
      if (isEnding()) {
        return 0;
      }
      read(kept);
    }
    return Math.max(0, Math.min(untilRead(), untilTended()));
  }

  private List<Kept> due() {
    synchronized (lock) {
      long now = clock.getAsLong();
      byPath.values().forEach(kept -> giveUpOld(kept, now));
      return byPath.values().stream().filter(kept -> now - kept.due() >= 0).toList();
    }
  }

  private long untilRead() {
    synchronized (lock) {
      long now = clock.getAsLong();
      return byPath.values().stream()
          .mapToLong(kept -> kept.next(now) - now)
          .min()
          .orElse(LONGEST_SLEEP.toNanos());
    }
  }

  private long untilTended() {
    long least = LONGEST_SLEEP.toNanos();
    for (Supply supply : supplies.values()) {
      least = Math.min(least, supply.source().tend().orElse(LONGEST_SLEEP).toNanos());
    }
    return least;
  }

  private void read(Kept kept) {
    Optional<Unreadable> paused;
    synchronized (lock) {
      paused = kept.supply().pause(clock.getAsLong());
    }
    if (paused.isPresent()) {
      failed(kept, paused.get().at(kept.path()), true);
      return;
    }
    try {
      succeeded(kept, kept.supply().source().read(kept.path()));
    } catch (Unreadable e) {
      failed(kept, e, false);
    } catch (RuntimeException e) {
      // Its message may hold anything: only its class is told.
      String hint = "reading it failed with " + e.getClass().getName();
      failed(kept, unexpected(kept, hint), false);
    }
  }

  private static Unreadable unexpected(Kept kept, String hint) {
    return new Unreadable(
        kept.supply().name(), kept.path(), Optional.empty(), hint, Unreadable.Reach.PATH_FOR_NOW);
  }

  private void succeeded(Kept kept, Snapshot snapshot) {
    List<Runnable> listeners = new ArrayList<>();
    synchronized (lock) {
      long now = clock.getAsLong();
      long until = now + backOff.longest() + GRACE.toNanos() + policy.maxStale().toNanos();
      boolean alone = kept.failure().filter(why -> !why.isOfSource()).isPresent();
      boolean again = kept.supply().succeeded() || alone;
      Map<String, Unreadable> before = kept.failuresOfKeys();
      Set<String> given = given(kept);
      if (kept.succeeded(snapshot, now, until, policy.maxStale())) {
        listeners.addAll(kept.listeners());
      }
      tellOfKeys(kept, before, given);
      kept.postpone(now + backOff.afterSuccess());
      if (again) {
        LOG.warn("WEIR-031: secrets can be read again: {}", kept);
      }
      lock.notifyAll();
    }
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.warn(
            "WEIR-033: what works with a secret cannot take its new value: {}",
            e.getClass().getName());
      }
    }
  }

  /** Keys of a path that somebody asks for and that have a value. */
  private Set<String> given(Kept kept) {
    return asked(kept).filter(key -> kept.value(key).isPresent()).collect(Collectors.toSet());
  }

  private Stream<String> asked(Kept kept) {
    return byReference.entrySet().stream()
        .filter(entry -> entry.getValue() == kept)
        .map(entry -> entry.getKey().key());
  }

  /**
   * Of each key that somebody asks for: that it fails now, that it does no longer, or is too old.
   */
  private void tellOfKeys(Kept kept, Map<String, Unreadable> before, Set<String> given) {
    Map<String, Unreadable> failures = kept.failuresOfKeys();
    asked(kept)
        .forEach(
            key -> {
              Unreadable why = failures.get(key);
              if (why == null && before.containsKey(key)) {
                LOG.warn("WEIR-031: secrets can be read again: {}", kept);
              }
              if (why != null && !before.containsKey(key)) {
                LOG.warn("WEIR-030: a secret cannot be read: {}", why.getMessage());
              }
              if (why != null && given.contains(key) && kept.value(key).isEmpty()) {
                LOG.warn("WEIR-032: a secret is too old and not given any more: {}", kept);
              }
            });
  }

  /** Takes notice of a failure, which a path may share with its whole source. */
  private void failed(Kept kept, Unreadable why, boolean known) {
    synchronized (lock) {
      long now = clock.getAsLong();
      Supply supply = kept.supply();
      if (why.isOfSource() && !known) {
        long next = now + backOff.afterFailure(why.passes(), supply.failures() + 1);
        if (supply.failed(why, next)) {
          LOG.warn("WEIR-030: a secret cannot be read: {}", why.at("*").getMessage());
        }
      }
      boolean first = kept.failed(why, policy.maxStale());
      if (first && !why.isOfSource()) {
        LOG.warn("WEIR-030: a secret cannot be read: {}", why.getMessage());
      }
      kept.postpone(
          why.isOfSource()
              ? supply.notBefore()
              : now + backOff.afterFailure(why.passes(), kept.failures()));
      giveUpOld(kept, now);
      lock.notifyAll();
    }
  }

  /** Ends the thread, and closes the sources. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    endThread();
    supplies.values().forEach(supply -> supply.source().close());
  }
}

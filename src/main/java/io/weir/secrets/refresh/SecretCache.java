package io.weir.secrets.refresh;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReference;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import io.weir.secrets.source.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Keeps secrets: reads them in a thread of its own, again and again, so that whoever needs one
 * never waits for a source.
 *
 * <pre>
 *   application ── current(reference) ──> the last snapshot           no I/O, no lock
 *   weir-secrets ── turn() ──> source.read(path) ──> the next snapshot, swapped at once
 * </pre>
 */
public final class SecretCache implements AutoCloseable {

  /** What a read may take beyond its time before its value counts as old. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

  private final RefreshPolicy policy;
  private final LongSupplier clock;
  private final Backoff backOff;
  private final CacheEntries shelf;
  private final RefreshThread turns;

  /**
   * Keeps nothing yet.
   *
   * @param sources by the names that stand before the colon of a reference; closed with the keeper
   * @param clock nanoseconds since some point in the past: {@link System#nanoTime}
   */
  public SecretCache(
      Map<String, SecretSource> sources,
      RefreshPolicy policy,
      LongSupplier clock,
      RandomGenerator random) {
    this.policy = policy;
    this.clock = clock;
    this.backOff = new Backoff(policy.refresh(), random);
    this.shelf = new CacheEntries(sources, clock);
    this.turns = new RefreshThread(this::turn, clock);
  }

  /** Starts the one thread. */
  public SecretCache start() {
    turns.start();
    return this;
  }

  /**
   * Ends the thread and leaves the sources as they are, until {@link #start} goes on: an
   * application that does not come to start after all leaves no thread behind.
   */
  void rest() {
    turns.rest();
  }

  /** The value as it was read last, unless it is too old; does no I/O and waits for nobody. */
  public Optional<Secret> current(SecretReference reference) {
    return shelf.current(reference);
  }

  /**
   * For whoever asks for its text again and again; it is read from now on.
   *
   * @throws IllegalArgumentException if there is no such source
   */
  public CachedText lookup(SecretReference reference) {
    CachedText lookup = new CachedText(shelf.kept(reference), reference.key());
    turns.hurry();
    return lookup;
  }

  /** The first reads of a deployment that begins now. */
  public StartupReads firstReads() {
    return new StartupReads(shelf, turns, policy, clock);
  }

  /**
   * Has {@code listener} called, by the keeper's thread, whenever the values under the reference's
   * path have changed, or are too old.
   */
  public void onChange(SecretReference reference, Runnable listener) {
    shelf.kept(reference).listeners().add(listener);
  }

  /** Why the last read failed; nothing if it did not. */
  public Optional<SecretReadException> failure(SecretReference reference) {
    return shelf.failure(reference);
  }

  /**
   * Reads whatever is due.
   *
   * @return nanoseconds until something is due again
   */
  public long turn() {
    giveUpOld();
    for (CachedPath kept : due()) {
      if (turns.isEnding()) {
        return 0;
      }
      read(kept);
    }
    return Math.max(0, Math.min(untilRead(), untilTended()));
  }

  private List<CachedPath> due() {
    synchronized (shelf) {
      long now = clock.getAsLong();
      return shelf.all().stream().filter(kept -> now - kept.due() >= 0).toList();
    }
  }

  /** Whoever works with what is too old learns it as he learns of a new value. */
  private void giveUpOld() {
    List<CachedPath> old;
    synchronized (shelf) {
      long now = clock.getAsLong();
      old = shelf.all().stream().filter(kept -> kept.giveUp(now)).toList();
    }
    old.forEach(SecretCache::tellOld);
  }

  private static void tellOld(CachedPath kept) {
    tell(kept);
    SecretLog.tooOld(kept);
  }

  private long untilRead() {
    synchronized (shelf) {
      long now = clock.getAsLong();
      return shelf.all().stream()
          .mapToLong(kept -> kept.next(now) - now)
          .min()
          .orElse(LONGEST_SLEEP.toNanos());
    }
  }

  private long untilTended() {
    long least = LONGEST_SLEEP.toNanos();
    for (SourceState supply : shelf.supplies()) {
      least = Math.min(least, supply.source().renew().orElse(LONGEST_SLEEP).toNanos());
    }
    return least;
  }

  private void read(CachedPath kept) {
    Optional<SecretReadException> paused;
    synchronized (shelf) {
      paused = kept.supply().pause(clock.getAsLong());
    }
    if (paused.isPresent()) {
      failed(kept, paused.get().at(kept.path()), true);
      return;
    }
    try {
      succeeded(kept, kept.supply().source().read(kept.path()));
    } catch (SecretReadException e) {
      failed(kept, e, false);
    } catch (RuntimeException | Error e) {
      // Its message may hold anything: only its class is told.
      String hint = "reading it failed with " + e.getClass().getName();
      failed(kept, unexpected(kept, hint), false);
    }
  }

  private static SecretReadException unexpected(CachedPath kept, String hint) {
    return new SecretReadException(
        kept.supply().name(),
        kept.path(),
        Optional.empty(),
        hint,
        SecretReadException.FailureScope.PATH_TEMPORARILY);
  }

  private void succeeded(CachedPath kept, Snapshot snapshot) {
    boolean changed;
    synchronized (shelf) {
      long now = clock.getAsLong();
      long until = now + backOff.longest() + GRACE.toNanos() + policy.maxStale().toNanos();
      boolean alone = kept.failure().filter(why -> !why.affectsSource()).isPresent();
      boolean again = kept.supply().succeeded() || alone;
      Map<String, SecretReadException> before = kept.failuresOfKeys();
      Set<String> given = kept.given();
      changed = kept.succeeded(snapshot, now, until, policy.maxStale());
      SecretLog.ofKeys(kept, before, given);
      kept.postpone(now + backOff.afterSuccess());
      if (again) {
        SecretLog.readAgain(kept);
      }
      shelf.notifyAll();
    }
    if (changed) {
      tell(kept);
    }
  }

  private static void tell(CachedPath kept) {
    for (Runnable listener : kept.listeners()) {
      try {
        listener.run();
      } catch (RuntimeException | Error e) {
        SecretLog.notTaken(e);
      }
    }
  }

  /** Takes notice of a failure, which a path may share with its whole source. */
  private void failed(CachedPath kept, SecretReadException why, boolean known) {
    if (turns.isEnding()) {
      return; // It was our own end that broke the read off.
    }
    boolean isGivenUp;
    synchronized (shelf) {
      long now = clock.getAsLong();
      SourceState supply = kept.supply();
      if (why.affectsSource() && !known) {
        long next = now + backOff.afterFailure(why.isTemporary(), supply.failures() + 1);
        if (supply.failed(why, next)) {
          SecretLog.unreadable(why.at("*"));
        }
      }
      boolean first = kept.failed(why, policy.maxStale());
      if (first && !why.affectsSource()) {
        SecretLog.unreadable(why);
      }
      kept.postpone(
          why.affectsSource()
              ? supply.notBefore()
              : now + backOff.afterFailure(why.isTemporary(), kept.failures()));
      isGivenUp = kept.giveUp(now);
      shelf.notifyAll();
    }
    if (isGivenUp) {
      tellOld(kept);
    }
  }

  /** Ends the thread, and closes the sources. */
  @Override
  public void close() {
    shelf.close();
    turns.close();
    shelf.supplies().forEach(supply -> supply.source().close());
  }
}

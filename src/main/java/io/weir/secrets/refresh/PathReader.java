package io.weir.secrets.refresh;

import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretReadException.FailureScope;
import io.weir.secrets.source.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Reads one path at a time, keeps in it what was read or why it could not be read, and when it is
 * to be read again. Asks sources and calls listeners without the lock.
 */
final class PathReader {

  /** How much longer than planned a read may take before its value counts as old. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final Object lock;
  private final RefreshPolicy policy;
  private final InstantSource clock;
  private final Backoff backoff;
  private volatile SecretListener listener = (path, change) -> {};

  /**
   * Reads nothing yet.
   *
   * @param lock guards all paths; notified after each read
   */
  PathReader(Object lock, RefreshPolicy policy, InstantSource clock, Backoff backoff) {
    this.lock = lock;
    this.policy = policy;
    this.clock = clock;
    this.backoff = backoff;
  }

  /** Has this listener told of what changes from now on. */
  void tell(SecretListener next) {
    listener = next;
  }

  /**
   * Reads a path, unless its source is not asked now.
   *
   * @param isStopping whether the thread that reads is to end; what fails then has no meaning
   */
  void read(CachedPath path, BooleanSupplier isStopping) {
    Optional<SecretReadException> paused;
    synchronized (lock) {
      paused = path.source().pause(clock.instant());
    }
    if (paused.isPresent()) {
      failed(path, paused.get().at(path.path()), true);
      return;
    }
    try {
      succeeded(path, path.source().source().read(path.path()));
    } catch (SecretReadException e) {
      if (!isStopping.getAsBoolean()) { // Else stop() has interrupted the read.
        failed(path, e, false);
      }
    } catch (RuntimeException | Error e) {
      if (!isStopping.getAsBoolean()) {
        failed(path, unexpected(path, e), false);
      }
    }
  }

  /** The message of {@code error} may contain anything, so only its class is shown. */
  private static SecretReadException unexpected(CachedPath path, Throwable error) {
    return new SecretReadException(
        path.source().name(),
        path.path(),
        "reading it failed with " + error.getClass().getName(),
        FailureScope.PATH_TEMPORARILY);
  }

  private void succeeded(CachedPath path, Snapshot snapshot) {
    boolean isChanged;
    boolean hadValues;
    boolean wasStale;
    boolean isStale;
    synchronized (lock) {
      Instant now = clock.instant();
      hadValues = path.hasValues();
      wasStale = path.isStale();
      Instant expires = now.plus(backoff.longest()).plus(GRACE).plus(policy.maxStale());
      boolean hadFailedAlone = path.failure().filter(why -> !why.affectsSource()).isPresent();
      boolean isBack = path.source().succeeded() || hadFailedAlone;
      Map<String, SecretReadException> failuresBefore = path.failuresOfKeys();
      Set<String> keysBefore = path.keysWithValue();
      isChanged = path.succeeded(snapshot, now, expires, policy.maxStale());
      SecretLog.keys(path, failuresBefore, keysBefore);
      path.postpone(now.plus(backoff.afterSuccess()));
      if (isBack) {
        SecretLog.readAgain(path);
      }
      isStale = path.isStale();
      lock.notifyAll();
    }
    if (wasStale != isStale) {
      tell(path, isStale ? SecretListener.Change.UNREADABLE : SecretListener.Change.READABLE);
    }
    if (isChanged) {
      if (hadValues) {
        tell(path, SecretListener.Change.ROTATED);
      }
      notifyListeners(path);
    }
  }

  private void tell(CachedPath path, SecretListener.Change change) {
    listener.changed(path.toString(), change);
  }

  private static void notifyListeners(CachedPath path) {
    for (Runnable listener : path.listeners()) {
      try {
        listener.run();
      } catch (RuntimeException | Error e) {
        SecretLog.listenerFailed(e);
      }
    }
  }

  /**
   * Records that a path cannot be read.
   *
   * @param isKnown whether this is the failure because of which the whole source is not asked now
   */
  private void failed(CachedPath path, SecretReadException why, boolean isKnown) {
    boolean isExpired;
    boolean wasStale;
    synchronized (lock) {
      Instant now = clock.instant();
      wasStale = path.isStale();
      SourceState source = path.source();
      if (why.affectsSource() && !isKnown) {
        Duration pause = backoff.afterFailure(why.isTemporary(), source.failures() + 1);
        if (source.failed(why, now.plus(pause))) {
          SecretLog.unreadable(why.at("*"));
        }
      }
      boolean isFirst = path.failed(why, policy.maxStale());
      if (isFirst && !why.affectsSource()) {
        SecretLog.unreadable(why);
      }
      path.postpone(
          why.affectsSource()
              ? source.notBefore()
              : now.plus(backoff.afterFailure(why.isTemporary(), path.failures())));
      isExpired = path.dropExpired(now);
      lock.notifyAll();
    }
    if (!wasStale) {
      tell(path, SecretListener.Change.UNREADABLE);
    }
    if (isExpired) {
      reportExpired(path);
    }
  }

  /** Tells that values were dropped because they are too old. */
  void reportExpired(CachedPath path) {
    tell(path, SecretListener.Change.TOO_OLD);
    notifyListeners(path);
    SecretLog.tooOld(path);
  }
}

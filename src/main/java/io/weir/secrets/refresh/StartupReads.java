package io.weir.secrets.refresh;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReference;
import io.weir.secrets.refresh.RefreshPolicy.OnStartFailure;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The first reads of one deployment, which together wait no longer than the start-up deadline. */
public final class StartupReads {

  /** How often each is tried. */
  static final int ATTEMPTS = 3;

  private final CacheEntries shelf;
  private final RefreshThread turns;
  private final RefreshPolicy policy;
  private final LongSupplier clock;
  private final long deadline;

  /** The time begins now. */
  public StartupReads(
      CacheEntries shelf, RefreshThread turns, RefreshPolicy policy, LongSupplier clock) {
    this.shelf = shelf;
    this.turns = turns;
    this.policy = policy;
    this.clock = clock;
    this.deadline = clock.getAsLong() + policy.deadline().toNanos();
  }

  /**
   * Reads one secret, and keeps it fresh from now on.
   *
   * @return nothing if it cannot be read and the application may start without
   * @throws SecretReadException if the deployment shall stop
   */
  Optional<Secret> read(SecretReference reference) throws SecretReadException {
    List<SecretReadException> failures = readAll(List.of(reference));
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return shelf.current(reference);
  }

  /**
   * Reads them all, and keeps them fresh from now on.
   *
   * @return why the deployment shall stop, of each that stops it
   */
  public List<SecretReadException> readAll(Collection<SecretReference> references) {
    await(references);
    if (policy.onStartFailure() == OnStartFailure.USE_LAST_KNOWN) {
      unread(references).forEach(this::remember);
    }
    List<SecretReadException> failures = new ArrayList<>();
    for (SecretReference reference : references) {
      failure(reference).ifPresent(failures::add);
    }
    return failures;
  }

  /** Waits until all have been read or cannot be, at most until the deadline. */
  private void await(Collection<SecretReference> references) {
    boolean interrupted = false;
    synchronized (shelf) {
      long now = clock.getAsLong();
      List<CachedPath> awaited = references.stream().map(shelf::kept).distinct().toList();
      awaited.forEach(kept -> kept.await(now, ATTEMPTS));
      awaited.stream().filter(CachedPath::isAwaited).forEach(kept -> kept.supply().await(now));
      turns.hurry();
      long left = deadline - now;
      while (left > 0 && !shelf.isClosed() && !awaited.stream().allMatch(CachedPath::isSettled)) {
        try {
          TimeUnit.NANOSECONDS.timedWait(shelf, left);
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

  /** Those that were never read, and that waiting alone would let us read. */
  private List<CachedPath> unread(Collection<SecretReference> references) {
    synchronized (shelf) {
      return references.stream()
          .map(shelf::kept)
          .distinct()
          .filter(kept -> !shelf.isClosed() && !kept.isHeld())
          .filter(kept -> kept.failure().map(SecretReadException::isTemporary).orElse(true))
          .toList();
    }
  }

  /** Takes what an earlier start has read. */
  private void remember(CachedPath kept) {
    kept.supply().source().lastKnown(kept.path()).ifPresent(found -> take(kept, found));
  }

  private void take(CachedPath kept, SecretSource.StoredSnapshot found) {
    synchronized (shelf) {
      long readAt = clock.getAsLong() - found.age().toNanos();
      if (kept.remember(found.snapshot(), readAt, policy.maxStale())) {
        SecretLog.lastKnown(kept, found.age());
      }
    }
  }

  /** Why a deployment that needs this secret shall stop; nothing if it need not. */
  public Optional<SecretReadException> failure(SecretReference reference) {
    synchronized (shelf) {
      if (policy.onStartFailure() == OnStartFailure.DEGRADE) {
        return Optional.empty();
      }
      CachedPath kept = shelf.kept(reference);
      boolean lastKnown = policy.onStartFailure() == OnStartFailure.USE_LAST_KNOWN;
      if (kept.isHeld() && (lastKnown || kept.failure().isEmpty())) {
        return missing(kept, reference.key(), lastKnown);
      }
      return Optional.of(kept.failure().orElseGet(() -> late(reference)));
    }
  }

  /** Why there is no value of a key where others of its path are. */
  private static Optional<SecretReadException> missing(
      CachedPath kept, String key, boolean lastKnown) {
    Optional<SecretReadException> ofKey = Optional.ofNullable(kept.failuresOfKeys().get(key));
    if (kept.value(key).isPresent() && (lastKnown || ofKey.isEmpty())) {
      return Optional.empty();
    }
    return ofKey
        .or(kept::failure)
        .or(() -> Optional.of(SecretReadException.noKey(kept.supply().name(), kept.path(), key)));
  }

  private SecretReadException late(SecretReference reference) {
    return new SecretReadException(
        reference.source(),
        reference.path(),
        Optional.empty(),
        "not read within %d s; is the source reachable from this server?"
            .formatted(policy.deadline().toSeconds()),
        SecretReadException.FailureScope.SOURCE_TEMPORARILY);
  }
}

package io.weir.secrets.refresh;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReference;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretReadException.FailureScope;
import io.weir.secrets.source.SecretSource;
import io.weir.secrets.source.SecretSource.StoredSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Caches secrets and refreshes them in a thread of its own, so that whoever needs one never waits
 * for a source.
 *
 * <pre>
 *   application ── current(reference) ──> the last snapshot           no I/O, no lock
 *   weir-secrets ── refresh() ──> source.read(path) ──> the next snapshot, replaced as a whole
 * </pre>
 *
 * <p>The lock is private. It guards the entries and all of their state but the values, is never
 * held while a source is asked or a listener is called, and is notified after each read.
 */
public final class SecretCache implements AutoCloseable {

  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final Object lock = new Object();
  private final RefreshPolicy policy;
  private final InstantSource clock;
  private final PathReader reader;
  private final RefreshThread thread = new RefreshThread(this::refresh);
  private final SortedMap<String, SourceState> sources = new TreeMap<>();
  private final Map<SecretReference, CachedPath> byReference = new ConcurrentHashMap<>();
  private final Map<SecretReference, CachedPath> byPath = new HashMap<>();
  private boolean started;
  private boolean closed;

  /**
   * Creates an empty cache, with a clock that nobody adjusts.
   *
   * @param sources by the names that references start with; closed with the cache
   */
  public SecretCache(Map<String, SecretSource> sources, RefreshPolicy policy) {
    this(
        sources,
        policy,
        () -> Instant.EPOCH.plusNanos(System.nanoTime()),
        RandomGenerator.getDefault());
  }

  /**
   * Creates an empty cache.
   *
   * @param clock tells how much time passes; its absolute time does not matter
   */
  public SecretCache(
      Map<String, SecretSource> sources,
      RefreshPolicy policy,
      InstantSource clock,
      RandomGenerator random) {
    this.policy = policy;
    this.clock = clock;
    this.reader = new PathReader(lock, policy, clock, new Backoff(policy.refresh(), random));
    Instant now = clock.instant();
    sources.forEach((name, source) -> this.sources.put(name, new SourceState(name, source, now)));
  }

  /** Refreshes from now on; there is no thread before there is something to read. */
  public SecretCache start() {
    synchronized (lock) {
      started = true;
      if (!byPath.isEmpty()) {
        thread.runNow();
      }
    }
    return this;
  }

  /**
   * Ends the thread and leaves the sources open, until {@link #start}: an application that never
   * starts leaves no thread behind.
   */
  public void stop() {
    synchronized (lock) {
      started = false;
    }
    thread.stop();
  }

  /** Has a listener told of what cannot be read now, and of what changes from now on. */
  public void listen(SecretListener listener) {
    reader.tell(listener);
    List<String> stale;
    synchronized (lock) {
      stale =
          byPath.values().stream().filter(CachedPath::isStale).map(CachedPath::toString).toList();
    }
    stale.forEach(path -> listener.changed(path, SecretListener.Change.UNREADABLE));
  }

  /** How long ago each path was read: {@code vault:app/db}. Empty for one without a value. */
  public SortedMap<String, Optional<Duration>> ages() {
    Instant now = clock.instant();
    SortedMap<String, Optional<Duration>> ages = new TreeMap<>();
    synchronized (lock) {
      byPath.values().forEach(path -> ages.put(path.toString(), path.age(now)));
    }
    return ages;
  }

  /** How long ago a secret was read; empty if it has no value. */
  public Optional<Duration> age(SecretReference reference) {
    CachedPath path = byReference.get(reference);
    if (path == null || path.value(reference.key()).isEmpty()) {
      return Optional.empty();
    }
    synchronized (lock) {
      return path.age(clock.instant());
    }
  }

  /** Whether the source of a reference is configured. */
  public boolean has(SecretReference reference) {
    return sources.containsKey(reference.source());
  }

  /** The value that was read last, unless it is too old; does no I/O and waits for nobody. */
  public Optional<Secret> current(SecretReference reference) {
    CachedPath path = byReference.get(reference);
    return path == null ? Optional.empty() : path.value(reference.key());
  }

  /**
   * The text of a secret, for callers that ask again and again. The secret is read from now on.
   *
   * @throws IllegalArgumentException if its source is not configured
   */
  public CachedText text(SecretReference reference) {
    CachedText text;
    synchronized (lock) {
      text = new CachedText(entry(reference), reference.key());
    }
    refreshNow();
    return text;
  }

  /** The first reads of a deployment. */
  public StartupReads startupReads() {
    return new StartupReads(this, policy, clock);
  }

  /**
   * Calls {@code listener}, in the thread of the cache, whenever the values at the reference's path
   * have changed or are too old.
   */
  public void onChange(SecretReference reference, Runnable listener) {
    synchronized (lock) {
      entry(reference).listeners().add(listener);
    }
  }

  /** Why the last read failed; empty if it succeeded. */
  public Optional<SecretReadException> failure(SecretReference reference) {
    synchronized (lock) {
      CachedPath path = entry(reference);
      return path.failure()
          .or(() -> Optional.ofNullable(path.failuresOfKeys().get(reference.key())));
    }
  }

  private CachedPath entry(SecretReference reference) {
    CachedPath found = byReference.get(reference);
    if (found == null) {
      SecretReference place = new SecretReference(reference.source(), reference.path(), "");
      found = byPath.computeIfAbsent(place, this::unread);
      found.requestedKeys().add(reference.key());
      byReference.put(reference, found);
    }
    return found;
  }

  private CachedPath unread(SecretReference place) {
    SourceState source = sources.get(place.source());
    if (source == null) {
      throw new IllegalArgumentException(
          "%s: no such source of secrets; use one of %s"
              .formatted(place.source(), String.join(", ", sources.keySet())));
    }
    return new CachedPath(source, place.path(), clock.instant());
  }

  private void refreshNow() {
    synchronized (lock) { // Also of runNow: a thread that it started after stop() would stay.
      if (started && !closed) {
        thread.runNow();
      }
    }
  }

  /** Waits until each has been read or cannot be, at most until {@code deadline}. */
  void await(Collection<SecretReference> references, Instant deadline, int attempts) {
    synchronized (lock) {
      Instant now = clock.instant();
      List<CachedPath> awaited = paths(references).toList();
      awaited.forEach(path -> path.await(now, attempts));
      awaited.stream().filter(CachedPath::isAwaited).forEach(path -> path.source().await(now));
      refreshNow();
      Duration left = Duration.between(now, deadline);
      while (!left.isNegative()
          && !left.isZero()
          && !closed
          && awaited.stream().anyMatch(CachedPath::isAwaited)) {
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, left.toNanos());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
        left = Duration.between(clock.instant(), deadline);
      }
    }
  }

  private Stream<CachedPath> paths(Collection<SecretReference> references) {
    return references.stream().map(this::entry).distinct();
  }

  /** Takes last known values for each path that was never read and whose failure is temporary. */
  void useLastKnown(Collection<SecretReference> references) {
    List<CachedPath> unread;
    synchronized (lock) {
      unread =
          paths(references)
              .filter(path -> !closed && !path.hasValues())
              .filter(path -> path.failure().map(SecretReadException::isTemporary).orElse(true))
              .toList();
    }
    unread.forEach(
        path ->
            path.source().source().lastKnown(path.path()).ifPresent(found -> take(path, found)));
  }

  private void take(CachedPath path, StoredSnapshot found) {
    synchronized (lock) {
      Instant readAt = clock.instant().minus(found.age());
      if (path.takeLastKnown(found.snapshot(), readAt, policy.maxStale())) {
        SecretLog.lastKnown(path, found.age());
      }
    }
  }

  /** Why a deployment that needs this secret must stop; empty if it need not. */
  Optional<SecretReadException> startFailure(SecretReference reference, boolean acceptsLastKnown) {
    synchronized (lock) {
      CachedPath path = entry(reference);
      Optional<SecretReadException> failure = path.failure();
      if (!path.hasValues() || (failure.isPresent() && !acceptsLastKnown)) {
        return Optional.of(failure.orElseGet(() -> late(reference)));
      }
      SecretReadException ofKey = path.failuresOfKeys().get(reference.key());
      boolean hasValue = path.value(reference.key()).isPresent();
      if (hasValue && (acceptsLastKnown || ofKey == null)) {
        return Optional.empty();
      }
      SecretReadException noKey =
          SecretReadException.noKey(reference.source(), reference.path(), reference.key());
      return Optional.of(ofKey == null ? failure.orElse(noKey) : ofKey);
    }
  }

  private SecretReadException late(SecretReference reference) {
    return new SecretReadException(
        reference.source(),
        reference.path(),
        "not read within %s s; check that this server can reach the source"
            .formatted(policy.deadline().toSeconds()),
        FailureScope.SOURCE_TEMPORARILY);
  }

  /**
   * Reads whatever is due.
   *
   * @return the time until something is due again
   */
  public Duration refresh() {
    return refresh(() -> false);
  }

  private Duration refresh(BooleanSupplier isStopping) {
    dropExpired();
    for (CachedPath path : due()) {
      if (isStopping.getAsBoolean()) {
        return Duration.ZERO;
      }
      reader.read(path, isStopping);
    }
    Duration pause = Collections.min(List.of(untilNextEvent(), renewSources()));
    return pause.isNegative() ? Duration.ZERO : pause;
  }

  private List<CachedPath> due() {
    synchronized (lock) {
      Instant now = clock.instant();
      return byPath.values().stream().filter(path -> path.isDue(now)).toList();
    }
  }

  private void dropExpired() {
    List<CachedPath> expired;
    synchronized (lock) {
      Instant now = clock.instant();
      expired = byPath.values().stream().filter(path -> path.dropExpired(now)).toList();
    }
    expired.forEach(reader::reportExpired);
  }

  private Duration untilNextEvent() {
    synchronized (lock) {
      Instant now = clock.instant();
      return byPath.values().stream()
          .map(path -> Duration.between(now, path.nextEvent()))
          .reduce(LONGEST_PAUSE, BinaryOperator.minBy(Comparator.naturalOrder()));
    }
  }

  private Duration renewSources() {
    return sources.values().stream()
        .flatMap(source -> source.source().renew().stream())
        .reduce(LONGEST_PAUSE, BinaryOperator.minBy(Comparator.naturalOrder()));
  }

  /** Ends the thread and closes the sources. Nobody waits for a secret any longer. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    thread.close();
    sources.values().forEach(source -> source.source().close());
  }
}

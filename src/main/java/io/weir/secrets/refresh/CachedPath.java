package io.weir.secrets.refresh;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One path and what was read there last. The values are one immutable object that is replaced as a
 * whole and that anybody may look at; everything else is guarded by the lock of the cache.
 */
final class CachedPath {

  private static final Duration TICK = Duration.ofNanos(1);

  /**
   * What was read.
   *
   * @param expires when all values are too old
   * @param keyExpires when older values are too old whose keys could not be read again; by key
   */
  private record Values(
      Snapshot snapshot, Instant readAt, Instant expires, Map<String, Instant> keyExpires) {

    Map<String, Secret> secrets() {
      return snapshot.values();
    }

    /** When the next value is too old. */
    Instant nextExpiry() {
      return keyExpires.values().stream().reduce(expires, CachedPath::earlier);
    }

    /** The values that are not too old; null if all are. */
    @Nullable Values without(Instant now) {
      if (now.isAfter(expires)) {
        return null;
      }
      Map<String, Secret> young = new HashMap<>(secrets());
      Map<String, Instant> left = new HashMap<>(keyExpires);
      left.values().removeIf(now::isAfter);
      keyExpires.keySet().stream().filter(key -> !left.containsKey(key)).forEach(young::remove);
      Snapshot rest = new Snapshot(young, snapshot.failures());
      return new Values(rest, readAt, expires, left);
    }
  }

  private final SourceState source;
  private final String path;
  private final Set<String> requestedKeys = new HashSet<>();

  /** Those of the requested keys that the source has had. */
  private final Set<String> seenKeys = new HashSet<>();

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Values values;
  private @Nullable SecretReadException failure;
  private int failures;
  private int attemptsAwaited;
  private Instant due;

  CachedPath(SourceState source, String path, Instant now) {
    this.source = source;
    this.path = path;
    this.due = now;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  SourceState source() {
    return source;
  }

  String path() {
    return path;
  }

  /** The keys that somebody asks for. */
  Set<String> requestedKeys() {
    return requestedKeys;
  }

  /** Those of the requested keys that have a value. */
  Set<String> keysWithValue() {
    return requestedKeys.stream().filter(key -> value(key).isPresent()).collect(Collectors.toSet());
  }

  List<Runnable> listeners() {
    return listeners;
  }

  /** The value of a key. Needs no lock and no clock. */
  Optional<Secret> value(String key) {
    Values held = values;
    return held == null ? Optional.empty() : Optional.ofNullable(held.secrets().get(key));
  }

  /** The last snapshot; another object if any value differs, null without values. */
  @Nullable Snapshot snapshot() {
    Values held = values;
    return held == null ? null : held.snapshot;
  }

  boolean hasValues() {
    return values != null;
  }

  /** Somebody waits for this path, so it is read at once unless the last read succeeded. */
  void await(Instant now, int attempts) {
    if (values == null || failure != null || !failuresOfKeys().isEmpty()) {
      due = now;
      failures = 0;
      attemptsAwaited = attempts;
    }
  }

  boolean isAwaited() {
    return attemptsAwaited > 0;
  }

  boolean isDue(Instant now) {
    return !now.isBefore(due);
  }

  void postpone(Instant next) {
    due = next;
  }

  Optional<SecretReadException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether it, or one of its keys, could not be read the last time. */
  boolean isStale() {
    return failure != null || !failuresOfKeys().isEmpty();
  }

  /** How long ago its values were read; empty without values. */
  Optional<Duration> age(Instant now) {
    Values held = values;
    return held == null ? Optional.empty() : Optional.of(Duration.between(held.readAt, now));
  }

  /** How often in a row it could not be read. */
  int failures() {
    return failures;
  }

  /** The failures of single keys of a path that was read, by key. */
  Map<String, SecretReadException> failuresOfKeys() {
    Values held = values;
    return held == null ? Map.of() : held.snapshot.failures();
  }

  /**
   * Takes what was read. A key that could not be read keeps its earlier value until that is too
   * old.
   *
   * @return whether a value differs from before
   */
  boolean succeeded(Snapshot snapshot, Instant now, Instant expires, Duration maxStale) {
    Values before = values;
    Values taken = merged(snapshot, now, expires, maxStale);
    values = taken;
    failure = null;
    failures = 0;
    attemptsAwaited = 0;
    return before == null || !before.secrets().equals(taken.secrets());
  }

  private Values merged(Snapshot snapshot, Instant now, Instant expires, Duration maxStale) {
    Map<String, SecretReadException> keyFailures = keyFailures(snapshot);
    Map<String, Secret> secrets = new HashMap<>(snapshot.values());
    Map<String, Instant> keyExpires = new HashMap<>();
    Values before = values;
    if (before != null) {
      for (String key : keyFailures.keySet()) {
        Secret value = before.secrets().get(key);
        Instant end = before.keyExpires.getOrDefault(key, before.readAt.plus(maxStale));
        if (value != null && !now.isAfter(end)) {
          secrets.put(key, value);
          keyExpires.put(key, end);
        }
      }
    }
    return new Values(new Snapshot(secrets, keyFailures), now, expires, keyExpires);
  }

  /** The failures in a snapshot, and one for each requested key that the source no longer has. */
  private Map<String, SecretReadException> keyFailures(Snapshot snapshot) {
    Map<String, SecretReadException> keyFailures = new HashMap<>(snapshot.failures());
    for (String key : requestedKeys) {
      if (snapshot.values().containsKey(key) || keyFailures.containsKey(key)) {
        seenKeys.add(key);
      } else if (seenKeys.contains(key)) {
        keyFailures.put(key, SecretReadException.noKey(source.name(), path, key));
      }
    }
    return keyFailures;
  }

  /** Takes last known values, unless there are values already; true if it takes them. */
  boolean takeLastKnown(Snapshot snapshot, Instant readAt, Duration maxStale) {
    boolean isTaken = values == null;
    if (isTaken) {
      values = new Values(snapshot, readAt, readAt.plus(maxStale), Map.of());
    }
    return isTaken;
  }

  /** Records a failure and keeps the values until they are too old; true if it is the first. */
  boolean failed(SecretReadException why, Duration maxStale) {
    boolean isFirst = failure == null;
    failure = why;
    failures++;
    attemptsAwaited = why.isTemporary() ? Math.max(0, attemptsAwaited - 1) : 0;
    Values held = values;
    if (isFirst && held != null) {
      // With max-stale = 0, the first failure makes the values too old.
      Instant expires = maxStale.isZero() ? held.readAt.minus(TICK) : held.readAt.plus(maxStale);
      values = new Values(held.snapshot, held.readAt, expires, held.keyExpires);
    }
    return isFirst;
  }

  /** Drops values that are too old; true if there were any. */
  boolean dropExpired(Instant now) {
    Values held = values;
    if (held == null || !now.isAfter(held.nextExpiry())) {
      return false;
    }
    values = held.without(now);
    return true;
  }

  /** When the path is to be read, or a value will be too old, whichever comes first. */
  Instant nextEvent() {
    Values held = values;
    return held == null ? due : earlier(due, held.nextExpiry().plus(TICK));
  }

  /** The source and the path, without keys and values. */
  @Override
  public String toString() {
    return source.name() + ":" + path;
  }
}

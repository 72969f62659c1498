package io.weir.secrets.refresh;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.Snapshot;
import java.time.Duration;
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
 * One path that is read again and again. What was read is one immutable value, swapped at once;
 * everything else is guarded by the shelf's monitor.
 */
final class CachedPath {

  /**
   * What was read.
   *
   * @param readAt when, in nanoseconds of the keeper's clock
   * @param until when it is too old
   * @param untilOf when values are that were read earlier, for they could not be read again; by key
   */
  private record Known(Snapshot snapshot, long readAt, long until, Map<String, Long> untilOf) {

    Known until(long other) {
      return new Known(snapshot, readAt, other, untilOf);
    }

    Map<String, Secret> values() {
      return snapshot.values();
    }

    /** When something of it is too old. */
    long next() {
      return untilOf.values().stream().reduce(until, (one, other) -> one - other < 0 ? one : other);
    }

    /** Without the values that are too old; nothing if all are. */
    Optional<Known> at(long now) {
      if (now - until > 0) {
        return Optional.empty();
      }
      Map<String, Secret> values = new HashMap<>(values());
      Map<String, Long> young = new HashMap<>(untilOf);
      young.values().removeIf(end -> now - end > 0);
      untilOf.keySet().stream().filter(key -> !young.containsKey(key)).forEach(values::remove);
      Snapshot left = new Snapshot(values, snapshot.version(), snapshot.failures());
      return Optional.of(new Known(left, readAt, until, young));
    }
  }

  private final SourceState supply;
  private final String path;
  private final Set<String> asked = new HashSet<>();

  /** Keys of these that the source has had. */
  private final Set<String> met = new HashSet<>();

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Known known;
  private Optional<SecretReadException> failure = Optional.empty();
  private int failures;
  private int attemptsAwaited;
  private long due;

  CachedPath(SourceState supply, String path, long now) {
    this.supply = supply;
    this.path = path;
    this.due = now;
  }

  SourceState supply() {
    return supply;
  }

  String path() {
    return path;
  }

  /** The keys that somebody asks for. */
  Set<String> asked() {
    return asked;
  }

  /** Those of them that have a value. */
  Set<String> given() {
    return asked.stream().filter(key -> value(key).isPresent()).collect(Collectors.toSet());
  }

  List<Runnable> listeners() {
    return listeners;
  }

  /** The value of a key; does no I/O, waits for nobody, and does not look at the clock. */
  Optional<Secret> value(String key) {
    Known held = known;
    return held == null ? Optional.empty() : Optional.ofNullable(held.values().get(key));
  }

  /** What was read last, unless it was given up; another object whenever a value is another. */
  @Nullable Snapshot snapshot() {
    Known held = known;
    return held == null ? null : held.snapshot;
  }

  /** Whether it was read, however long ago, and not given up. */
  boolean isHeld() {
    return known != null;
  }

  /** Somebody waits for it: it is read at once unless the last read went well. */
  void await(long now, int attempts) {
    if (known == null || failure.isPresent() || !failuresOfKeys().isEmpty()) {
      due = now;
      failures = 0;
      attemptsAwaited = attempts;
    }
  }

  /** Whether whoever waits need wait no longer. */
  boolean isSettled() {
    return attemptsAwaited == 0;
  }

  boolean isAwaited() {
    return attemptsAwaited > 0;
  }

  long due() {
    return due;
  }

  void postpone(long next) {
    due = next;
  }

  Optional<SecretReadException> failure() {
    return failure;
  }

  /** How often in a row it could not be read. */
  int failures() {
    return failures;
  }

  /** Why keys could not be read when the others of the path were; by key. */
  Map<String, SecretReadException> failuresOfKeys() {
    Known held = known;
    return held == null ? Map.of() : held.snapshot.failures();
  }

  /**
   * Takes what was read; of keys that could not be, what was there before, unless it is too old.
   *
   * @return whether those are other values than before
   */
  boolean succeeded(Snapshot snapshot, long now, long until, Duration maxStale) {
    Known before = known;
    Known taken = taken(snapshot, now, until, maxStale);
    known = taken;
    failure = Optional.empty();
    failures = 0;
    attemptsAwaited = 0;
    return before == null || !before.values().equals(taken.values());
  }

  private Known taken(Snapshot snapshot, long now, long until, Duration maxStale) {
    Map<String, SecretReadException> reasons = reasons(snapshot);
    Known before = known;
    if (before == null || reasons.isEmpty()) {
      Snapshot full = new Snapshot(snapshot.values(), snapshot.version(), reasons);
      return new Known(full, now, until, Map.of());
    }
    Map<String, Secret> values = new HashMap<>(snapshot.values());
    Map<String, Long> untilOf = new HashMap<>();
    for (String key : reasons.keySet()) {
      Secret value = before.values().get(key);
      long end = before.untilOf.getOrDefault(key, before.readAt + maxStale.toNanos());
      if (value != null && now - end <= 0) {
        values.put(key, value);
        untilOf.put(key, end);
      }
    }
    return new Known(new Snapshot(values, snapshot.version(), reasons), now, until, untilOf);
  }

  /** Why keys are not there: those that fail, and those that were there once. */
  private Map<String, SecretReadException> reasons(Snapshot snapshot) {
    Map<String, SecretReadException> reasons = new HashMap<>(snapshot.failures());
    for (String key : asked) {
      if (snapshot.values().containsKey(key) || reasons.containsKey(key)) {
        met.add(key);
      } else if (met.contains(key)) {
        reasons.put(key, SecretReadException.noKey(supply.name(), path, key));
      }
    }
    return reasons;
  }

  /** Takes what is known from before, unless it was read meanwhile; true if it is taken. */
  boolean remember(Snapshot snapshot, long readAt, Duration maxStale) {
    boolean isTaken = known == null;
    if (isTaken) {
      known = new Known(snapshot, readAt, readAt + maxStale.toNanos(), Map.of());
    }
    return isTaken;
  }

  /** Keeps what is there until it is too old; true if it could be read until now. */
  boolean failed(SecretReadException why, Duration maxStale) {
    boolean first = failure.isEmpty();
    failure = Optional.of(why);
    failures++;
    attemptsAwaited = why.isTemporary() ? Math.max(0, attemptsAwaited - 1) : 0;
    Known held = known;
    if (first && held != null) {
      // Strict: a value that cannot be read again is not given any more.
      long until = maxStale.isZero() ? held.readAt - 1 : held.readAt + maxStale.toNanos();
      known = held.until(until);
    }
    return first;
  }

  /** Gives up what is too old; true if something is since the last time. */
  boolean giveUp(long now) {
    Known held = known;
    if (held == null || now - held.next() <= 0) {
      return false;
    }
    known = held.at(now).orElse(null);
    return true;
  }

  /** When something is too old, or read again, whichever comes first. */
  long next(long now) {
    Known held = known;
    return held == null || due - now < held.next() + 1 - now ? due : held.next() + 1;
  }

  /** The source and the path; no key, no value. */
  @Override
  public String toString() {
    return supply.name() + ":" + path;
  }
}

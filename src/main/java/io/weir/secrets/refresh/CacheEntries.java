package io.weir.secrets.refresh;

import io.weir.internal.secret.Reference;
import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * All that is kept. Its monitor guards everything but the values, at which one looks without; it is
 * notified when a read has ended.
 */
final class CacheEntries {

  private final LongSupplier clock;
  private final SortedMap<String, SourceState> supplies = new TreeMap<>();
  private final Map<Reference, CachedPath> byReference = new ConcurrentHashMap<>();
  private final Map<Reference, CachedPath> byPath = new HashMap<>();
  private boolean closed;

  /**
   * Nothing yet.
   *
   * @param sources by the names that stand before the colon of a reference
   */
  CacheEntries(Map<String, SecretSource> sources, LongSupplier clock) {
    this.clock = clock;
    sources.forEach((name, source) -> supplies.put(name, new SourceState(name, source)));
  }

  /** The value as it was read last, unless it is too old; does no I/O and waits for nobody. */
  Optional<Secret> current(Reference reference) {
    CachedPath kept = byReference.get(reference);
    return kept == null ? Optional.empty() : kept.value(reference.key());
  }

  /**
   * What holds it from now on.
   *
   * @throws IllegalArgumentException if there is no such source
   */
  synchronized CachedPath kept(Reference reference) {
    CachedPath kept = byReference.get(reference);
    if (kept == null) {
      Reference place = new Reference(reference.source(), reference.path(), "");
      kept = byPath.computeIfAbsent(place, this::unread);
      kept.asked().add(reference.key());
      byReference.put(reference, kept);
    }
    return kept;
  }

  private CachedPath unread(Reference place) {
    SourceState supply = supplies.get(place.source());
    if (supply == null) {
      throw new IllegalArgumentException(
          "%s: no such source of secrets; %s"
              .formatted(place.source(), String.join(", ", supplies.keySet())));
    }
    return new CachedPath(supply, place.path(), clock.getAsLong());
  }

  /** Why the last read failed; nothing if it did not. */
  synchronized Optional<SecretReadException> failure(Reference reference) {
    CachedPath kept = kept(reference);
    return kept.failure().or(() -> Optional.ofNullable(kept.failuresOfKeys().get(reference.key())));
  }

  /** Every path; to be looked at under the monitor. */
  Collection<CachedPath> all() {
    return Collections.unmodifiableCollection(byPath.values());
  }

  /** Every source. */
  Collection<SourceState> supplies() {
    return Collections.unmodifiableCollection(supplies.values());
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Nobody waits any longer. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}

package io.weir.secrets.lastknown;

import io.weir.secrets.refresh.RefreshPolicy;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretSource;
import io.weir.secrets.source.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A source whose values are remembered beyond the end of this server. */
public final class LastKnownSource implements SecretSource {

  private static final Logger LOG = LoggerFactory.getLogger(LastKnownSource.class);

  /** A value that does not change is written this often while it may grow old. */
  private static final int WRITES_IN_ITS_LIFE = 10;

  /**
   * What was read later than now was read before somebody turned the clock; by no more than this.
   */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  private final SecretSource source;
  private final String name;
  private final LastKnownStore lastKnown;
  private final Duration maxStale;
  private final InstantSource clock;
  private final Map<String, LastKnownStore.Remembered> written = new HashMap<>();
  private boolean cannotWrite;

  /** When old files were last taken away. */
  private @Nullable Instant tidied;

  /**
   * Remembers for as long as a value may be old.
   *
   * @param name what tells it from other sources of its kind, such as its address
   */
  public LastKnownSource(
      SecretSource source,
      String name,
      LastKnownStore lastKnown,
      Duration maxStale,
      InstantSource clock) {
    this.source = source;
    this.name = name;
    this.lastKnown = lastKnown;
    this.maxStale = maxStale;
    this.clock = clock;
  }

  /** Stores what {@code source} reads, by the policy, for as long as a value may be stale. */
  public static LastKnownSource of(
      SecretSource source, String name, LastKnownPolicy policy, RefreshPolicy refresh) {
    return new LastKnownSource(
        source,
        name,
        new LastKnownStore(policy.directory(), policy.key()),
        refresh.maxStale(),
        InstantSource.system());
  }

  @Override
  public Snapshot read(String path) throws SecretReadException {
    Snapshot snapshot = source.read(path);
    if (isNews(path, snapshot)) {
      keep(path, new LastKnownStore.Remembered(snapshot, clock.instant()));
    }
    return snapshot;
  }

  private boolean isNews(String path, Snapshot snapshot) {
    LastKnownStore.Remembered last = written.get(path);
    return last == null || !last.snapshot().equals(snapshot) || isLongAgo(last.readAt());
  }

  /** Also of a time that is still to come: somebody has turned the clock. */
  private boolean isLongAgo(Instant last) {
    Instant now = clock.instant();
    return now.isBefore(last) || !now.isBefore(last.plus(maxStale.dividedBy(WRITES_IN_ITS_LIFE)));
  }

  /** What cannot be remembered can be read all the same. */
  private void keep(String path, LastKnownStore.Remembered value) {
    try {
      lastKnown.keep(place(path), value, value.readAt().plus(maxStale));
      written.put(path, value);
      cannotWrite = false;
    } catch (IOException e) {
      if (!cannotWrite) {
        tell("written", e);
      }
      cannotWrite = true;
    }
    tidy(value.readAt());
  }

  /** Not with each of many paths: all files are looked at. */
  private void tidy(Instant now) {
    if (tidied == null || isLongAgo(tidied)) {
      lastKnown.deleteOld(now);
      tidied = now;
    }
  }

  @Override
  public Optional<StoredSnapshot> lastKnown(String path) {
    try {
      return lastKnown.find(place(path)).flatMap(this::aged);
    } catch (IOException e) {
      tell("read", e);
      return Optional.empty();
    }
  }

  private Optional<StoredSnapshot> aged(LastKnownStore.Remembered found) {
    Duration age = Duration.between(found.readAt(), clock.instant());
    if (age.compareTo(maxStale) > 0 || age.plus(CLOCKS_DIFFER).isNegative()) {
      return Optional.empty();
    }
    return Optional.of(
        new StoredSnapshot(found.snapshot(), age.isNegative() ? Duration.ZERO : age));
  }

  /** Its words are the system's, of a file, or ours. */
  private static void tell(String done, IOException why) {
    LOG.warn("WEIR-040: last known values of secrets cannot be {}: {}", done, why.toString());
  }

  private String place(String path) {
    return name + "\n" + path;
  }

  @Override
  public Optional<Duration> renew() {
    return source.renew();
  }

  @Override
  public void close() {
    source.close();
  }
}

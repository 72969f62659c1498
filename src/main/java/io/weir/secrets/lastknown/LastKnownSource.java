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

/** Stores the values of another source, so that the next start can use them. */
public final class LastKnownSource implements SecretSource {

  private static final Logger LOG = LoggerFactory.getLogger(LastKnownSource.class);

  /** An unchanged value is written so often during {@code max-stale}. */
  private static final int WRITES_PER_MAX_STALE = 10;

  /** A value read so much later than now is still used: somebody adjusted the clock. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

  private final SecretSource source;
  private final String name;
  private final LastKnownStore lastKnown;
  private final Duration maxStale;
  private final InstantSource clock;
  private final Map<String, LastKnownStore.Entry> written = new HashMap<>();
  private boolean cannotWrite;

  /** When expired files were last deleted. */
  private @Nullable Instant lastCleanup;

  /**
   * Creates a source that uses stored values for {@code maxStale}.
   *
   * @param name tells the source from others of its kind: its address
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
    if (mustWrite(path, snapshot)) {
      write(path, new LastKnownStore.Entry(snapshot, clock.instant()));
    }
    return snapshot;
  }

  private boolean mustWrite(String path, Snapshot snapshot) {
    LastKnownStore.Entry last = written.get(path);
    return last == null || !last.snapshot().equals(snapshot) || isLongAgo(last.readAt());
  }

  /** True also for a time in the future: somebody has adjusted the clock. */
  private boolean isLongAgo(Instant last) {
    Instant now = clock.instant();
    return now.isBefore(last) || !now.isBefore(last.plus(maxStale.dividedBy(WRITES_PER_MAX_STALE)));
  }

  /** A failure to write does not make the read fail. */
  private void write(String path, LastKnownStore.Entry value) {
    try {
      lastKnown.write(place(path), value, value.readAt().plus(maxStale));
      written.put(path, value);
      cannotWrite = false;
    } catch (IOException e) {
      if (!cannotWrite) {
        warn("written", e);
      }
      cannotWrite = true;
    }
    deleteExpired(value.readAt());
  }

  /** Rarely, because this looks at every file. */
  private void deleteExpired(Instant now) {
    if (lastCleanup == null || isLongAgo(lastCleanup)) {
      lastKnown.deleteExpired(now);
      lastCleanup = now;
    }
  }

  @Override
  public Optional<StoredSnapshot> lastKnown(String path) {
    try {
      return lastKnown.read(place(path)).flatMap(this::aged);
    } catch (IOException e) {
      warn("read", e);
      return Optional.empty();
    }
  }

  private Optional<StoredSnapshot> aged(LastKnownStore.Entry found) {
    Duration age = Duration.between(found.readAt(), clock.instant());
    if (age.compareTo(maxStale) > 0 || age.plus(CLOCK_TOLERANCE).isNegative()) {
      return Optional.empty();
    }
    return Optional.of(
        new StoredSnapshot(found.snapshot(), age.isNegative() ? Duration.ZERO : age));
  }

  /** The message comes from the operating system or from Weir and contains no value. */
  private static void warn(String done, IOException why) {
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

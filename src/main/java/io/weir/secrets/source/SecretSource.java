package io.weir.secrets.source;

import java.time.Duration;
import java.util.Optional;

/**
 * A place where secrets are kept. One thread of the cache reads it and may block; any thread may
 * ask for last known values.
 */
public interface SecretSource extends AutoCloseable {

  /**
   * Values that were read some time ago.
   *
   * @param age zero or more
   */
  record StoredSnapshot(Snapshot snapshot, Duration age) {}

  /**
   * Reads all values at one path at one time. Returns within some seconds: until then, no value of
   * any source is refreshed.
   *
   * @param path as in a reference, without source and key
   */
  Snapshot read(String path) throws SecretReadException;

  /**
   * Renews a token or lease if that is due.
   *
   * @return the time until the next renewal; empty if there is nothing to renew
   */
  default Optional<Duration> renew() {
    return Optional.empty();
  }

  /**
   * Values that an earlier start of this server has read at a path, if they are stored and not too
   * old. A deployment asks for them while the source is down.
   */
  default Optional<StoredSnapshot> lastKnown(String path) {
    return Optional.empty();
  }

  @Override
  default void close() {}
}

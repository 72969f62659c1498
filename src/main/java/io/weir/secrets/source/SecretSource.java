package io.weir.secrets.source;

import io.weir.secrets.refresh.SecretCache;
import java.time.Duration;
import java.util.Optional;

/**
 * Where secrets are kept. It is asked by the {@link SecretCache}'s one thread, and may block it;
 * what it remembers, by any.
 */
public interface SecretSource extends AutoCloseable {

  /**
   * What was read some time ago.
   *
   * @param age zero or more
   */
  record StoredSnapshot(Snapshot snapshot, Duration age) {}

  /**
   * Reads everything that is kept under one path, at one time. It takes some seconds at most:
   * values of all sources grow old unseen while it does not return.
   *
   * @param path as in a reference, without the source and without the key
   */
  Snapshot read(String path) throws SecretReadException;

  /**
   * Does what must be done besides reading, such as renewing a lease, if it is due.
   *
   * @return how long it has time until it is asked again; nothing if reading is all there is
   */
  default Optional<Duration> renew() {
    return Optional.empty();
  }

  /**
   * What an earlier start of this server has read under a path, if that is known and not too old;
   * asked by a deployment's thread while the source itself is down.
   */
  default Optional<StoredSnapshot> lastKnown(String path) {
    return Optional.empty();
  }

  @Override
  default void close() {}
}

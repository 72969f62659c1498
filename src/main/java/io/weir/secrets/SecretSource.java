package io.weir.secrets;

import java.time.Duration;
import java.util.Optional;

/**
 * Where secrets are kept. It is asked by the {@link Keeper}'s one thread only, and may block it.
 */
interface SecretSource extends AutoCloseable {

  /**
   * Reads everything that is kept under one path, at one time. It takes some seconds at most:
   * values of all sources grow old unseen while it does not return.
   *
   * @param path as in a reference, without the source and without the key
   */
  Snapshot read(String path) throws Unreadable;

  /**
   * Does what must be done besides reading, such as renewing a lease, if it is due.
   *
   * @return how long it has time until it is asked again; nothing if reading is all there is
   */
  default Optional<Duration> tend() {
    return Optional.empty();
  }

  @Override
  default void close() {}
}

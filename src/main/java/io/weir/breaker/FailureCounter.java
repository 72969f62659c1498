package io.weir.breaker;

import java.time.Instant;
import java.util.Optional;

/** Counts the calls of a closed circuit. Guarded by the lock of the circuit. */
interface FailureCounter {

  /** Counts a call that succeeded. */
  void succeeded(Instant now);

  /**
   * Counts a call that failed.
   *
   * @param client who sent the request, if nothing but the answer shows the failure: one client's
   *     failures count once, so that nobody can shut the path for all by repeating a request that
   *     fails. Empty if the application says that the service failed.
   * @return whether the circuit opens
   */
  boolean failed(Optional<String> client, Instant now);
}

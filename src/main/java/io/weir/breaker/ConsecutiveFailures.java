package io.weir.breaker;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Counts failures without a success between them. */
final class ConsecutiveFailures implements FailureCounter {

  private final int most;

  /** The clients that a failure was counted for since the last success. */
  private final Set<String> clients = new HashSet<>();

  private int failures;

  /**
   * Counts nothing yet.
   *
   * @param most the failures that open the circuit
   */
  ConsecutiveFailures(int most) {
    this.most = most;
  }

  @Override
  public void succeeded(Instant now) {
    failures = 0;
    clients.clear();
  }

  @Override
  public boolean failed(Optional<String> client, Instant now) {
    // A circuit that is forced to be closed goes on to count: the clients must not become too many.
    if (failures < most && client.map(clients::add).orElse(true)) {
      failures++;
    }
    return failures >= most;
  }
}

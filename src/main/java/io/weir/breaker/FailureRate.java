package io.weir.breaker;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts calls and failures of a sliding window. The window consists of ten cells, so a call leaves
 * it up to a tenth of its length early.
 */
final class FailureRate implements FailureCounter {

  private static final int CELLS = 10;

  /** The most clients that are remembered; the failures of others count each time. */
  private static final int MOST_CLIENTS = 10_000;

  private final int percent;
  private final int leastCalls;
  private final Duration window;
  private final long[] calls = new long[CELLS];
  private final long[] failures = new long[CELLS];

  /** The clients that a failure was counted for in the window, oldest first. */
  private final Map<String, Instant> clients = new LinkedHashMap<>();

  /** The number of the latest cell since the epoch of the clock. */
  private long latest = Long.MIN_VALUE;

  /**
   * Counts nothing yet.
   *
   * @param leastCalls below this number of calls in the window, the circuit stays closed
   */
  FailureRate(int percent, int leastCalls, Duration window) {
    this.percent = percent;
    this.leastCalls = leastCalls;
    this.window = window;
  }

  @Override
  public void succeeded(Instant now) {
    calls[cell(now)]++;
  }

  @Override
  public boolean failed(Optional<String> client, Instant now) {
    int cell = cell(now);
    if (client.isEmpty() || isFirst(client.get(), now)) {
      calls[cell]++;
      failures[cell]++;
    }
    long all = sum(calls);
    return all >= leastCalls && sum(failures) * 100 >= percent * all;
  }

  private boolean isFirst(String client, Instant now) {
    clients.values().removeIf(counted -> !now.isBefore(counted.plus(window)));
    return clients.size() >= MOST_CLIENTS
        ? !clients.containsKey(client)
        : clients.putIfAbsent(client, now) == null;
  }

  /** The cell of this time. Cells that have left the window begin anew. */
  private int cell(Instant now) {
    long number = Math.floorDiv(Duration.between(Instant.EPOCH, now).toNanos(), length());
    if (latest == Long.MIN_VALUE || number - latest >= CELLS) {
      clear(0, CELLS);
    } else {
      for (long passed = latest + 1; passed <= number; passed++) {
        int index = Math.floorMod(passed, CELLS);
        clear(index, index + 1);
      }
    }
    latest = Math.max(latest, number);
    return Math.floorMod(latest, CELLS);
  }

  private long length() {
    return window.toNanos() / CELLS;
  }

  private void clear(int from, int to) {
    for (int i = from; i < to; i++) {
      calls[i] = 0;
      failures[i] = 0;
    }
  }

  private static long sum(long[] cells) {
    long sum = 0;
    for (long cell : cells) {
      sum += cell;
    }
    return sum;
  }
}

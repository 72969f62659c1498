package io.weir.status.alert;

import io.weir.internal.counting.DeadlineExecutor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exchanges {@link DailyCosts} with the other nodes, in a thread of its own. */
final class DailyCostExchange implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DailyCostExchange.class);

  private static final long PERIOD = 5;

  private final DailyCosts costs;
  private final InstantSource clock;
  private final Duration patience;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, run -> DeadlineExecutor.thread(run, "weir-alert-costs"));

  private DailyCostExchange(DailyCosts costs, InstantSource clock, Duration patience) {
    this.costs = costs;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Begins at once.
   *
   * @param patience how long the end waits for the cluster
   */
  static DailyCostExchange start(DailyCosts costs, InstantSource clock, Duration patience) {
    DailyCostExchange exchange = new DailyCostExchange(costs, clock, patience);
    var unused = exchange.thread.scheduleWithFixedDelay(exchange::run, 0, PERIOD, TimeUnit.SECONDS);
    return exchange;
  }

  private void run() {
    costs.exchange(clock.instant());
  }

  /** Tells the rest, behind what the thread is telling. */
  @Override
  public void close() {
    thread.execute(this::run);
    thread.shutdown(); // The task that repeats ends with it.
    boolean interrupted = Thread.interrupted();
    try {
      var unused = thread.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    thread.shutdownNow();
    DailyCosts.Total untold = costs.untold();
    if (!untold.equals(DailyCosts.Total.NOTHING)) {
      LOG.warn(
          "WEIR-143: the application ends before the cluster knows what its last requests cost; the cost of the day may lack {}",
          Cost.print(costs.currency(), untold.nanos()));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

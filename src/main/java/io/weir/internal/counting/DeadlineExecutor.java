package io.weir.internal.counting;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster, and waits no longer than a decision may take. Neither JCache nor Hazelcast has
 * so short a time limit, so threads of our own ask. Those may stick as long as a member is frozen;
 * therefore they are few, and a circuit in front of them opens when answers stay out.
 */
final class DeadlineExecutor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DeadlineExecutor.class);

  private static final int THREADS = 16;
  private static final int WAITING = 1024;
  private static final int FAILURES_THAT_OPEN = 5;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Duration longest;
  private final ThreadPoolExecutor threads;
  private final CircuitBreaker<Object> circuit =
      CircuitBreaker.builder()
          .withFailureThreshold(FAILURES_THAT_OPEN)
          .withDelay(PAUSE)
          .withSuccessThreshold(1)
          .build();
  private final AtomicBoolean lost = new AtomicBoolean();

  DeadlineExecutor(Duration longest) {
    this.longest = longest;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(WAITING),
            task -> thread(task, "weir-grid-" + number.incrementAndGet()));
    threads.allowCoreThreadTimeOut(true);
  }

  /** A daemon thread of the house, which inherits no thread-local of the one that makes it. */
  static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(DeadlineExecutor.class.getClassLoader());
    return thread;
  }

  /** The cluster's answer, or none if it fails or does not come in time. */
  <T> Optional<T> ask(Callable<T> question) {
    if (!circuit.tryAcquirePermit()) {
      return Optional.empty();
    }
    try {
      T answer = inTime(question);
      circuit.recordSuccess();
      if (lost.compareAndSet(true, false)) {
        LOG.warn("WEIR-002: the cluster answers again; all nodes count together");
      }
      return Optional.of(answer);
    } catch (RejectedExecutionException e) {
      // Too many ask here; that says nothing about the cluster, unless this was to find out.
      if (!circuit.isClosed()) {
        failed(e);
      }
      return Optional.empty();
    } catch (TimeoutException | ExecutionException | RuntimeException | OutOfMemoryError e) {
      failed(e);
      return Optional.empty();
    }
  }

  private void failed(Throwable why) {
    circuit.recordFailure();
    LOG.debug("The cluster did not answer", why);
    if (circuit.isOpen() && lost.compareAndSet(false, true)) {
      LOG.warn(
          "WEIR-001: the cluster has not answered within {} ms {} times in a row; until it does, when-cluster-fails applies",
          longest.toMillis(),
          FAILURES_THAT_OPEN,
          why);
    }
  }

  private <T> T inTime(Callable<T> question) throws ExecutionException, TimeoutException {
    Future<T> answer = threads.submit(question);
    try {
      return answer.get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted");
    } finally {
      // What still waits for a thread must not take tokens later.
      answer.cancel(false);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

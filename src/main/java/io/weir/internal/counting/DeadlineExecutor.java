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
 * Calls the cluster, and waits for the answer no longer than the deadline. Neither JCache nor
 * Hazelcast supports so short a timeout, so the calls run in threads of this executor. A thread
 * stays blocked as long as a member is frozen. Therefore the pool is small, and a circuit breaker
 * stops calls after repeated failures.
 */
public final class DeadlineExecutor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DeadlineExecutor.class);

  private static final int THREADS = 16;
  private static final int WAITING = 1024;
  private static final int FAILURES_THAT_OPEN = 5;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Duration deadline;
  private final ThreadPoolExecutor threads;
  private final CircuitBreaker<Object> circuit =
      CircuitBreaker.builder()
          .withFailureThreshold(FAILURES_THAT_OPEN)
          .withDelay(PAUSE)
          .withSuccessThreshold(1)
          .build();
  private final AtomicBoolean lost = new AtomicBoolean();

  /**
   * An executor for the calls of one JVM.
   *
   * @param deadline the longest that a caller waits, at least 1 ms
   */
  public DeadlineExecutor(Duration deadline) {
    this.deadline = deadline;
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(WAITING),
            task -> thread(task, "weir-counting-" + number.incrementAndGet()));
    threads.allowCoreThreadTimeOut(true);
  }

  /** A daemon thread with Weir's class loader. It inherits no thread-local of its creator. */
  public static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(DeadlineExecutor.class.getClassLoader());
    return thread;
  }

  /** The answer of the cluster; empty if it fails or does not come within the deadline. */
  public <T> Optional<T> ask(Callable<T> question) {
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
      // The queue is full. That says nothing about the cluster, unless this call was the probe of a
      // half-open circuit.
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
          "WEIR-001: the cluster did not answer within {} ms, {} times in a row; when-cluster-fails applies until it answers",
          deadline.toMillis(),
          FAILURES_THAT_OPEN,
          why);
    }
  }

  private <T> T inTime(Callable<T> question) throws ExecutionException, TimeoutException {
    Future<T> answer = threads.submit(question);
    // An interrupt is meant for the application and says nothing about the cluster. The wait is
    // short, so it goes on.
    boolean interrupted = Thread.interrupted();
    long end = System.nanoTime() + deadline.toNanos();
    try {
      while (true) {
        try {
          return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      // A call that still waits for a thread must not take tokens later.
      answer.cancel(false);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

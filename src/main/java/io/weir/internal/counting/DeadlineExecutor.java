package io.weir.internal.counting;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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
   * What became of a question.
   *
   * @param value what the cluster answered; null if it did not
   * @param busy whether the question did not leave this node in time, because others were before
   *     it; that says nothing about the cluster
   */
  public record Answer<T>(@Nullable T value, boolean busy) {

    static <T> Answer<T> silent() {
      return new Answer<>(null, false);
    }

    static <T> Answer<T> ofBusyNode() {
      return new Answer<>(null, true);
    }
  }

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

  /** Asks the questions at the same time, and waits for all answers within one deadline. */
  public <T> List<Answer<T>> ask(List<Callable<T>> questions) {
    long end = System.nanoTime() + deadline.toNanos();
    List<Call<T>> calls = questions.stream().map(this::call).toList();
    return calls.stream().map(call -> answer(call, end)).toList();
  }

  /**
   * A question on its way.
   *
   * @param refused whether it is not asked: the circuit is open
   */
  private record Call<T>(FutureTask<T> task, AtomicBoolean begun, boolean refused) {}

  private <T> Call<T> call(Callable<T> question) {
    AtomicBoolean begun = new AtomicBoolean();
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              begun.set(true);
              return question.call();
            });
    boolean refused = !circuit.tryAcquirePermit();
    if (!refused) {
      try {
        threads.execute(task);
      } catch (RejectedExecutionException e) {
        task.cancel(false);
      }
    }
    return new Call<>(task, begun, refused);
  }

  private <T> Answer<T> answer(Call<T> call, long end) {
    if (call.refused()) {
      return Answer.silent();
    }
    try {
      T value = call.task().isCancelled() ? null : inTime(call.task(), end);
      if (value != null) {
        succeeded();
        return new Answer<>(value, false);
      }
      return notAsked();
    } catch (TimeoutException e) {
      // Unless this call was the probe of a half-open circuit, a question that still waits for a
      // thread says nothing about the cluster.
      if (!call.begun().get()) {
        return notAsked();
      }
      failed(e);
      return Answer.silent();
    } catch (ExecutionException | RuntimeException | OutOfMemoryError e) {
      failed(e);
      return Answer.silent();
    }
  }

  private <T> Answer<T> notAsked() {
    if (!circuit.isClosed()) {
      failed(new TimeoutException("no thread was free"));
    }
    return Answer.ofBusyNode();
  }

  private void succeeded() {
    circuit.recordSuccess();
    if (lost.compareAndSet(true, false)) {
      LOG.warn("WEIR-002: the cluster answers again; all nodes count together");
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

  private static <T> T inTime(FutureTask<T> answer, long end)
      throws ExecutionException, TimeoutException {
    // An interrupt is meant for the application and says nothing about the cluster. The wait is
    // short, so it goes on.
    boolean interrupted = Thread.interrupted();
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

package io.weir.internal.counting;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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
  private final BooleanSupplier alone;
  private final ThreadPoolExecutor threads;
  private final CircuitBreaker<Object> circuit =
      CircuitBreaker.builder()
          .withFailureThreshold(FAILURES_THAT_OPEN)
          .withDelay(PAUSE)
          .withSuccessThreshold(1)
          .build();
  private final AtomicBoolean lost = new AtomicBoolean();
  private final CallStatistics statistics = new CallStatistics();

  /** When the circuit breaker was last told of a failure, of {@link System#nanoTime}. */
  private final AtomicLong lastFailure = new AtomicLong(System.nanoTime());

  /**
   * What became of a question.
   *
   * @param value what the cluster answered in time; null if it did not
   * @param busy whether the question did not leave this node in time, because others were before
   *     it; that says nothing about the cluster
   * @param lost whether the cluster was not and will not be asked
   * @param late the answer that comes late
   */
  public record Answer<T>(
      @Nullable T value, boolean busy, boolean lost, CompletableFuture<T> late) {

    /** Runs the action when an answer comes late; with null if the question failed. */
    void whenLate(Consumer<@Nullable T> action) {
      if (!lost) {
        var unused =
            late.whenComplete((answer, failure) -> action.accept(failure == null ? answer : null));
      }
    }
  }

  /**
   * An executor for the calls of one JVM.
   *
   * @param deadline the longest that a caller waits, at least 1 ms
   * @param alone whether all entries are kept in this JVM. Then there is nobody to wait for, and
   *     questions are asked in the thread of the caller
   */
  public DeadlineExecutor(Duration deadline, BooleanSupplier alone) {
    this.deadline = deadline;
    this.alone = alone;
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

  /** What became of all calls. */
  public CallStatistics statistics() {
    return statistics;
  }

  /** Whether the cluster did not answer several times in a row, and has not answered since. */
  public boolean isLost() {
    return lost.get();
  }

  /** Asks the questions at the same time, and waits for all answers within one deadline. */
  public <T> List<Answer<T>> ask(List<Callable<T>> questions) {
    long end = System.nanoTime() + deadline.toNanos();
    Executor executor = alone.getAsBoolean() ? DeadlineExecutor::inCaller : threads;
    List<DeadlineCall<T>> calls =
        questions.stream().map(question -> call(question, executor)).toList();
    return calls.stream().map(call -> answer(call, end)).toList();
  }

  /** The question; null if it is not asked, because the circuit is open. */
  private <T> @Nullable DeadlineCall<T> call(Callable<T> question, Executor executor) {
    if (!circuit.tryAcquirePermit()) {
      return null;
    }
    DeadlineCall<T> call = new DeadlineCall<>(question);
    try {
      executor.execute(call);
    } catch (RejectedExecutionException e) {
      call.cancel();
    }
    return call;
  }

  /** An interrupt is meant for the application: the question is asked without it. */
  private static void inCaller(Runnable call) {
    boolean interrupted = Thread.interrupted();
    try {
      call.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> Answer<T> answer(@Nullable DeadlineCall<T> call, long end) {
    if (call == null) {
      statistics.count(CallStatistics.Outcome.NOT_ASKED);
      return new Answer<>(null, false, true, new CompletableFuture<>());
    }
    try {
      T value = call.isCancelled() ? null : call.inTime(end);
      if (value != null) {
        statistics.answered(System.nanoTime() - call.asked());
        succeeded();
        return new Answer<>(value, false, false, call.answer());
      }
    } catch (TimeoutException | ExecutionException e) {
      if (!call.isCancelled()) {
        statistics.count(
            e instanceof TimeoutException
                ? CallStatistics.Outcome.LATE
                : CallStatistics.Outcome.FAILED);
        failed(call, e);
        return new Answer<>(null, false, false, call.answer());
      }
    }
    return notAsked(call);
  }

  /**
   * A question that still waits for a thread says nothing about the cluster, unless it was the
   * probe of a half-open circuit.
   */
  private <T> Answer<T> notAsked(DeadlineCall<T> call) {
    statistics.count(CallStatistics.Outcome.BUSY);
    if (!circuit.isClosed()) {
      failed(new TimeoutException("no thread was free"));
    }
    return new Answer<>(null, true, true, call.answer());
  }

  /**
   * Runs a task that nobody waits for, and repeats it until it succeeds.
   *
   * @param after runs when the task has ended or cannot begin
   */
  void runLater(Runnable task, Runnable after) {
    try {
      threads.execute(
          () -> {
            try {
              repeat(task);
            } catch (InterruptedException e) {
              LOG.debug("Stopped before the cluster answered", e);
            } finally {
              after.run();
            }
          });
    } catch (RejectedExecutionException e) {
      after.run();
    }
  }

  private void repeat(Runnable task) throws InterruptedException {
    while (!threads.isShutdown()) {
      try {
        task.run();
        return;
      } catch (RuntimeException e) {
        LOG.debug("The cluster did not answer", e);
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    }
  }

  /**
   * Many calls that are slow at the same time, because this node is busy, are one failure: a call
   * counts that was asked after the failure before it. A late answer shows that the cluster is not
   * silent.
   */
  private <T> void failed(DeadlineCall<T> call, Throwable why) {
    long last = lastFailure.get();
    if (!circuit.isClosed()) {
      failed(why);
    } else if (call.asked() - last >= 0 && lastFailure.compareAndSet(last, System.nanoTime())) {
      failed(why);
    }
    var unused =
        call.answer()
            .thenAccept(
                late -> {
                  if (circuit.isClosed()) {
                    circuit.recordSuccess();
                  }
                });
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

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

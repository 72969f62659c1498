package io.weir.internal.counting;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** A question to the cluster: its answer comes in time, late, or never. */
final class DeadlineCall<T> implements Runnable {

  private enum State {
    /** It waits for a thread. */
    WAITING,
    /** It has left for the cluster. */
    ASKED,
    /** It will never be asked. */
    CANCELLED
  }

  private final Callable<T> question;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private volatile long asked;

  DeadlineCall(Callable<T> question) {
    this.question = question;
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // Whatever the cluster throws is its answer.
  public void run() {
    asked = System.nanoTime();
    if (!state.compareAndSet(State.WAITING, State.ASKED)) {
      return;
    }
    try {
      answer.complete(question.call());
    } catch (Exception | OutOfMemoryError e) {
      answer.completeExceptionally(e);
    }
  }

  /** A question that waits for a thread must not take tokens later. */
  void cancel() {
    state.compareAndSet(State.WAITING, State.CANCELLED);
  }

  /** Whether the cluster will never be asked. */
  boolean isCancelled() {
    return state.get() == State.CANCELLED;
  }

  /** When the question left this node, of {@link System#nanoTime}. */
  long asked() {
    return asked;
  }

  /** The answer; it comes late if it did not come {@link #inTime}, and never after a cancel. */
  CompletableFuture<T> answer() {
    return answer;
  }

  /**
   * Waits for the answer. An interrupt is meant for the application and says nothing about the
   * cluster. The wait is short, so it goes on.
   *
   * @param end of {@link System#nanoTime}
   */
  T inTime(long end) throws ExecutionException, TimeoutException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      cancel();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

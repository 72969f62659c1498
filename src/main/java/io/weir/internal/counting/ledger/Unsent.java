package io.weir.internal.counting.ledger;

import io.weir.internal.counting.DeadlineExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations that the cluster has not answered. One thread at a time sends them again. An operation
 * that was sent is not sent again before it is known to have failed, so that nothing is charged
 * twice.
 */
final class Unsent {

  private static final Logger LOG = LoggerFactory.getLogger(Unsent.class);

  /** More than a node settles in a minute; each takes about 200 bytes. */
  static final int MOST_CHARGES = 100_000;

  /** Fewer: what is not released is charged with its estimate, and nothing is forgotten. */
  static final int MOST_RELEASES = 20_000;

  /**
   * An operation.
   *
   * @param after runs when it was done or was given up
   */
  private record Operation(Callable<Boolean> call, Runnable after) {}

  private final DeadlineExecutor deadline;
  private final ReentrantLock sender = new ReentrantLock();
  private final ArrayDeque<Operation> charges = new ArrayDeque<>();
  private final ArrayDeque<Operation> releases = new ArrayDeque<>();
  private boolean tellsLoss = true;

  /** What is being sent; only the sender changes it. */
  private volatile @Nullable Operation current;

  /** The answer to what was sent, while it is late. */
  private @Nullable CompletableFuture<Boolean> late;

  Unsent(DeadlineExecutor deadline) {
    this.deadline = deadline;
  }

  /**
   * Keeps what was spent.
   *
   * @param after runs when it is charged, or was given up
   */
  void charge(Callable<Boolean> call, Runnable after) {
    if (!add(new Operation(call, after), charges, MOST_CHARGES)) {
      after.run();
    }
  }

  /** Keeps that nothing was spent. */
  void release(Callable<Boolean> call) {
    add(new Operation(call, () -> {}), releases, MOST_RELEASES);
  }

  private synchronized boolean add(Operation operation, ArrayDeque<Operation> queue, int most) {
    if (queue.size() < most) {
      queue.add(operation);
      return true;
    }
    if (tellsLoss) {
      tellsLoss = false;
      tellLoss(1);
    }
    return false;
  }

  private static void tellLoss(int number) {
    LOG.warn(
        "WEIR-088: settlements of budgets are given up, because the cluster does not answer: {}; it charges their estimates, and does not know what this node spent alone",
        number);
  }

  private synchronized @Nullable Operation next() {
    Operation next = charges.poll();
    if (next == null) {
      next = releases.poll();
    }
    tellsLoss |= next == null;
    return next;
  }

  private synchronized void later(Operation failed) {
    charges.add(failed);
  }

  /** Sends what is kept until the cluster does not answer, or the thread is interrupted. */
  void send(Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    sender.lock();
    try {
      while (!Thread.currentThread().isInterrupted() && System.nanoTime() - end < 0 && sendNext()) {
        // The next one.
      }
    } finally {
      sender.unlock();
    }
  }

  /** False if there is nothing, or if the cluster does not answer. */
  private boolean sendNext() {
    Operation next = current == null ? next() : current;
    if (next == null) {
      return false;
    }
    current = next;
    if (late == null) {
      DeadlineExecutor.Answer<Boolean> answer = deadline.ask(List.of(next.call())).get(0);
      late = answer.lost() ? null : answer.late();
    }
    if (late == null || !late.isDone()) {
      return false;
    }
    boolean failed = late.isCompletedExceptionally();
    late = null;
    current = null;
    if (failed) {
      later(next);
      return false;
    }
    next.after().run();
    return true;
  }

  /** How many operations are kept. */
  synchronized int size() {
    return charges.size() + releases.size() + (current == null ? 0 : 1);
  }

  /** Sends a last time, and tells what is left. */
  void close(Duration longest) {
    send(longest);
    int left = size();
    if (left > 0) {
      tellLoss(left);
    }
  }
}

package io.weir.status.audit;

import io.weir.internal.events.BudgetLevel;
import io.weir.internal.events.Event;
import io.weir.internal.events.Refusal;
import io.weir.internal.events.Refused;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from the threads of requests, and writes their lines in its own.
 *
 * <pre>
 *   requests ── accept ─→ sampled ─→ the queue, or counted as lost if that is full
 *                                       └─→ write ─→ one line each ─→ the sink
 * </pre>
 */
final class AuditLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  /** Events that wait; each has some hundred bytes. */
  static final int WAITING = 10_000;

  /** Wakes the thread. It has no line. */
  private record End(Instant time) implements Event {}

  private static final int BATCH = 1000;
  private static final long PAUSE = 500;
  private static final long PATIENCE = 5000;

  private final AuditLines lines;
  private final RefusalSampler sampler;
  private final AuditSink sink;
  private final InstantSource clock;
  private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(WAITING);
  private final LongAdder lost = new LongAdder();
  private final Thread thread;
  private volatile boolean closed;

  /** Lines that could not be written since the sink failed. */
  private long unwritten;

  private boolean failing;
  private boolean finished;

  AuditLog(AuditLines lines, int refusalsPerSecond, AuditSink sink, InstantSource clock) {
    this.lines = lines;
    this.sampler = new RefusalSampler(refusalsPerSecond);
    this.sink = sink;
    this.clock = clock;
    this.thread = new Thread(null, this::run, "weir-audit", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(AuditLog.class.getClassLoader());
  }

  /** Writes from now on. */
  AuditLog start() {
    thread.start();
    return this;
  }

  /** Takes an event. Never waits. */
  void accept(Event event) {
    if (isTold(event) && !queue.offer(event)) {
      lost.increment();
    }
  }

  private boolean isTold(Event event) {
    if (event instanceof Refused refused) {
      return sampler.admits(refused.refusal().subject(), refused.time());
    }
    return !(event instanceof Refusal || event instanceof BudgetLevel);
  }

  private void run() {
    try {
      writeUntilClosed();
    } finally {
      finish();
    }
  }

  /** Writes what waits and closes the sink, once. */
  private synchronized void finish() {
    if (!finished) {
      finished = true;
      drain();
      sink.close();
    }
  }

  private void writeUntilClosed() {
    List<Event> batch = new ArrayList<>(BATCH);
    while (!closed) {
      try {
        Event first = queue.poll(PAUSE, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
        }
        write(batch);
        batch.clear();
        if (failing) {
          TimeUnit.MILLISECONDS.sleep(PAUSE);
        }
      } catch (InterruptedException e) {
        closed = true; // The sink does not answer.
      }
    }
  }

  /** Writes the lines of all events that wait. For tests, and at the end. */
  void drain() {
    List<Event> rest = new ArrayList<>();
    queue.drainTo(rest);
    write(rest);
  }

  private void write(List<Event> events) {
    Instant now = clock.instant();
    List<String> all = new ArrayList<>(events.size() + 2);
    for (Event event : events) {
      try {
        lines.of(event).ifPresent(all::add);
      } catch (RuntimeException e) {
        lost.increment(); // The other events have their lines all the same.
        LOG.debug("An event has no line", e);
      }
    }
    sampler.takeLeftOut(closed ? Instant.MAX : now).stream()
        .map(rule -> lines.leftOut(now, rule))
        .forEach(all::add);
    long missing = lost.sumThenReset();
    if (missing > 0) {
      all.add(lines.lost(now, missing));
      LOG.warn(
          "WEIR-127: the audit log has no lines for {} events, which came faster than lines are written",
          missing);
    }
    if (!all.isEmpty()) {
      write(all, now);
    }
  }

  private void write(List<String> all, Instant now) {
    try {
      if (failing) {
        sink.write(List.of(lines.lost(now, unwritten)));
        failing = false;
        LOG.warn(
            "WEIR-126: the audit log is written again; {} of its lines are missing", unwritten);
        unwritten = 0;
      }
      sink.write(all);
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        failing = true;
        LOG.warn(
            "WEIR-125: the audit log cannot be written; requests go on without it: {}",
            e.toString());
      }
      unwritten += all.size();
    }
  }

  /**
   * Writes what waits, for some seconds at most, and ends. The thread of a sink that does not
   * answer is interrupted, which closes its file, so that the next start can write it.
   */
  @Override
  public void close() {
    closed = true;
    var unused = queue.offer(new End(clock.instant())); // If the queue is full, nobody waits.
    boolean interrupted = false;
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (!thread.isAlive()) {
      finish();
    } else {
      thread.interrupt();
      LOG.warn(
          "WEIR-149: the audit log did not end within {} s; up to {} of its lines are missing",
          PATIENCE / 1000,
          queue.size() + BATCH);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

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
 *   requests ── accept ─→ the queue, or counted as lost if that is full
 *                              └─→ write ─→ sampled, one line each ─→ the sink
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
    boolean told = !(event instanceof Refusal || event instanceof BudgetLevel);
    if (told && !queue.offer(event)) {
      lost.increment();
    }
  }

  private void run() {
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
        closed = true; // Nobody of Weir interrupts: it would close the file.
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
      addLeftOut(event.time(), sampler.takeLeftOut(event.time()), all);
      if (!(event instanceof Refused) || sampler.admits(event.time())) {
        try {
          lines.of(event).ifPresent(all::add);
        } catch (RuntimeException e) {
          lost.increment(); // The other events have their lines all the same.
          LOG.debug("An event has no line", e);
        }
      }
    }
    addLeftOut(now, closed ? sampler.takeLeftOut() : sampler.takeLeftOut(now), all);
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

  private void addLeftOut(Instant time, long refusals, List<String> all) {
    if (refusals > 0) {
      all.add(lines.leftOut(time, refusals));
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

  /** Writes what waits, for some seconds at most, and ends. */
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
      drain();
      sink.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.weir.internal.socket;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open sockets of a running application. One thread looks at all of them twice a second; those
 * that end use threads for as long as that takes, because code of the application may run in it.
 */
public final class OpenSockets implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OpenSockets.class);

  private static final ClosingFrame GOING_AWAY = new ClosingFrame(1001, "The application stops.");
  private static final Duration ROUND = Duration.ofMillis(500);

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private static final int MOST_ENDING = 32;

  private final InstantSource clock;
  private final Duration lastWords;
  private final Set<OpenSocket> sockets = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor rounds;
  private final ThreadPoolExecutor ends;
  private boolean watching;

  /** No socket is open yet, and no thread runs. */
  public OpenSockets(InstantSource clock) {
    this(clock, LAST_WORDS);
  }

  /**
   * The same.
   *
   * @param lastWords what a stop of the application gives clients to hear of it
   */
  OpenSockets(InstantSource clock, Duration lastWords) {
    this.clock = clock;
    this.lastWords = lastWords;
    rounds = new ScheduledThreadPoolExecutor(1, task -> thread(task, "weir-sockets"));
    ends =
        new ThreadPoolExecutor(
            0,
            MOST_ENDING,
            ROUND.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            task -> thread(task, "weir-sockets-end"));
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** A socket that a client asks for. */
  public OpenSocket ask(SocketLimits limits) {
    OpenSocket socket = new OpenSocket(this, limits, now());
    sockets.add(socket);
    watch();
    return socket;
  }

  private synchronized void watch() {
    if (!watching && !rounds.isShutdown()) {
      watching = true;
      long round = ROUND.toMillis();
      var unused = rounds.scheduleWithFixedDelay(this::look, round, round, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    Instant now = now();
    for (OpenSocket socket : sockets) {
      try {
        socket.check(now);
      } catch (RuntimeException e) {
        LOG.debug("A socket was not looked at", e);
      }
    }
  }

  /** How many are open now. */
  public int open() {
    return (int) sockets.stream().filter(OpenSocket::isOpen).count();
  }

  Instant now() {
    return clock.instant();
  }

  void remove(OpenSocket socket) {
    sockets.remove(socket);
  }

  /** Lets the server read what ends a socket. */
  void wake(OpenSocket socket) {
    run(socket::wake);
  }

  void terminate(OpenSocket socket) {
    run(socket::terminate);
  }

  /**
   * If too many end at the same time, the next round sees to it, or the client wakes the server.
   */
  private void run(Runnable end) {
    try {
      ends.execute(
          () -> {
            try {
              end.run();
            } catch (RuntimeException e) {
              LOG.debug("A socket did not end as it should", e);
            }
          });
    } catch (RejectedExecutionException later) {
      LOG.debug("Many sockets end at the same time");
    }
  }

  /** Closes all sockets, because the application stops. */
  @Override
  public void close() {
    rounds.shutdownNow();
    List.copyOf(sockets).forEach(socket -> socket.end(GOING_AWAY));
    long end = System.nanoTime() + lastWords.toNanos();
    try {
      while (!sockets.isEmpty() && System.nanoTime() - end < 0) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (InterruptedException stopNow) {
      Thread.currentThread().interrupt();
    }
    List.copyOf(sockets).forEach(OpenSocket::terminate);
    ends.shutdown();
  }
}

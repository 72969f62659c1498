package io.weir.ratelimit;

import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.store.LocalEntries;
import io.weir.internal.socket.SentFrame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what clients send over sockets.
 *
 * <pre>
 *   frame ── take of this JVM, at once ──▶ passes            or: the socket is closed
 *                └ twice a second, one take a key ──▶ cluster ─ refuses: all sockets of the key are closed
 * </pre>
 *
 * <p>A frame must not wait for the cluster: its thread may be that of a thousand other sockets. So
 * a node alone never lets more pass than a limit says, and all nodes together stop within a moment
 * after that.
 */
final class MessageLimiter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MessageLimiter.class);

  private static final Duration ROUND = Duration.ofMillis(500);

  private final CountingService here;
  private final Optional<CountingService> cluster;
  private final Consumer<Rule> exceeded;
  private final Set<Sender> sockets = ConcurrentHashMap.newKeySet();
  private @Nullable ScheduledThreadPoolExecutor rounds;
  private boolean closed;

  /** A socket whose messages are counted. */
  interface Sender {

    List<MessageCount> counts();

    /** All nodes together have exceeded this limit. */
    void exceed(MessageCount limit);
  }

  /**
   * Counts nothing so far.
   *
   * @param exceeded is told of each rule that refuses something
   */
  MessageLimiter(CountingService counting, InstantSource clock, Consumer<Rule> exceeded) {
    this.exceeded = exceeded;
    here =
        counting.isShared()
            ? CountingService.local(new LocalEntries(clock), counting.pseudonyms())
            : counting;
    cluster = counting.isShared() ? Optional.of(counting) : Optional.empty();
  }

  /** Counts a socket from now on in the cluster, too. */
  void add(Sender socket) {
    if (cluster.isPresent()) {
      sockets.add(socket);
      start();
    }
  }

  void remove(Sender socket) {
    if (sockets.remove(socket)) {
      tellCluster(List.of(socket));
    }
  }

  private synchronized void start() {
    if (rounds == null && !closed) {
      rounds =
          new ScheduledThreadPoolExecutor(
              1, task -> DeadlineExecutor.thread(task, "weir-messages"));
      long round = ROUND.toMillis();
      var unused =
          rounds.scheduleWithFixedDelay(this::tellSafely, round, round, TimeUnit.MILLISECONDS);
    }
  }

  /** The count whose limit a frame exceeds; if none, all have counted it. */
  Optional<MessageCount> take(List<MessageCount> counts, SentFrame frame) {
    List<MessageCount> asked = new ArrayList<>(counts.size());
    List<TokenRequest> requests = new ArrayList<>(counts.size());
    for (MessageCount count : counts) {
      long tokens = count.tokens(frame);
      if (tokens > count.most()) {
        exceeded.accept(count.rule());
        if (!count.rule().shadow()) {
          return Optional.of(count);
        }
      } else if (tokens > 0) {
        asked.add(count);
        requests.add(count.one().of(tokens));
      }
    }
    return requests.isEmpty() ? Optional.empty() : take(asked, requests);
  }

  private Optional<MessageCount> take(List<MessageCount> asked, List<TokenRequest> requests) {
    List<ConsumptionResult> results = here.take(requests);
    Optional<MessageCount> over = Optional.empty();
    for (int i = 0; i < asked.size(); i++) {
      if (!results.get(i).admitted()) {
        exceeded.accept(asked.get(i).rule());
        if (!asked.get(i).rule().shadow()) {
          over = Optional.of(asked.get(i));
        }
      }
    }
    for (int i = 0; i < asked.size() && over.isEmpty(); i++) {
      asked.get(i).untold().addAndGet(requests.get(i).tokens());
    }
    return over;
  }

  /** Takes what all sockets have sent since the last time from the buckets of all nodes. */
  void tellCluster() {
    tellCluster(sockets);
  }

  private void tellSafely() {
    try {
      tellCluster();
    } catch (RuntimeException e) {
      LOG.debug("Messages were not counted in the cluster", e);
    }
  }

  private void tellCluster(Iterable<Sender> of) {
    List<MessageCount> all = new ArrayList<>();
    of.forEach(socket -> all.addAll(socket.counts()));
    Map<MessageCount.Bucket, List<MessageCount>> buckets =
        all.stream()
            .filter(count -> count.untold().get() > 0)
            .collect(Collectors.groupingBy(MessageCount::bucket));
    buckets.values().forEach(this::tellCluster);
  }

  private void tellCluster(List<MessageCount> ofOneBucket) {
    MessageCount one = ofOneBucket.get(0);
    long sent = ofOneBucket.stream().mapToLong(count -> count.untold().getAndSet(0)).sum();
    TokenRequest request = one.one().of(Math.min(sent, one.most()));
    if (cluster.orElseThrow().take(List.of(request)).get(0).admitted()) {
      return;
    }
    exceeded.accept(one.rule());
    if (!one.rule().shadow()) {
      sockets.forEach(socket -> socket.exceed(one));
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (rounds != null) {
        rounds.shutdownNow();
      }
    }
  }
}

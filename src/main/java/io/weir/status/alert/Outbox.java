package io.weir.status.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages on their way through one channel. What is not taken is sent again, after 1 second, 2, 4
 * and so on up to 5 minutes, for an hour.
 */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /** Messages that wait; more than an administrator would read. */
  static final int MOST = 100;

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final Channel channel;
  private final Deque<AlertMessage> waiting = new ArrayDeque<>();
  private Duration pause = Duration.ZERO;
  private Instant next = Instant.MIN;
  private long lost;
  private boolean failing;
  private boolean ended;
  private String last = "nothing was sent";

  /** What the channel is sending; null if nothing. */
  private @Nullable AlertMessage current;

  Outbox(Channel channel) {
    this.channel = channel;
  }

  /** What became of the messages, for the status page. */
  synchronized Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("last", last);
    facts.put("waiting", String.valueOf(waiting.size()));
    return facts;
  }

  /** How many messages wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** The name of its channel. */
  String channel() {
    return channel.name();
  }

  /**
   * Tells how many messages are lost because the application ends. Of one that is being sent,
   * nobody knows.
   */
  synchronized void giveUp() {
    boolean sending = current != null && waiting.remove(current);
    if (sending || !waiting.isEmpty()) {
      ended = true;
      LOG.warn(
          "WEIR-150: the application ends before alerts have arrived by {}; lost: {}{}",
          channel.name(),
          lost + waiting.size(),
          sending ? ", perhaps arrived: 1" : "");
      waiting.clear();
    }
  }

  /** Takes a message; the oldest is given up if there are too many. Never waits for a channel. */
  synchronized void add(AlertMessage message) {
    if (waiting.size() == MOST) {
      waiting.removeFirst();
      lost++;
    }
    waiting.addLast(message);
  }

  /** Sends what is due, the oldest first. Used by one thread, which may wait for the channel. */
  void send(Instant now) {
    while (isDue(now) && attempt(now)) {
      // The next one.
    }
  }

  /** Sends what waits, whether or not it is due, until the channel fails. */
  void sendOnceMore(Instant now) {
    while (attempt(now)) {
      // The next one.
    }
  }

  private synchronized boolean isDue(Instant now) {
    return !now.isBefore(next);
  }

  /** False if nothing waits, or if the channel fails for some time. */
  private boolean attempt(Instant now) {
    AlertMessage message = begin();
    if (message == null) {
      return false;
    }
    try {
      channel.send(message);
      sent(message);
      return true;
    } catch (DeliveryException e) {
      failed(message, e, now);
      return e.isLasting();
    } catch (RuntimeException | LinkageError e) {
      failed(message, DeliveryException.temporary(e.getClass().getSimpleName()), now);
      return false;
    }
  }

  private synchronized @Nullable AlertMessage begin() {
    current = waiting.peekFirst();
    return current;
  }

  private synchronized void sent(AlertMessage message) {
    current = null;
    waiting.remove(message);
    last = "arrived: %s, of %s".formatted(message.kindWord(), message.timeText());
    pause = Duration.ZERO;
    if (failing) {
      failing = false;
      LOG.warn("WEIR-129: alerts arrive again by {}; lost meanwhile: {}", channel.name(), lost);
      lost = 0;
    }
  }

  private synchronized void failed(AlertMessage message, DeliveryException why, Instant now) {
    current = null;
    if (ended) {
      return; // Its loss is told.
    }
    boolean gaveUp = why.isLasting() || !now.isBefore(message.time().plus(PATIENCE));
    if (gaveUp && waiting.remove(message)) {
      lost++;
    }
    last = "not arrived: " + why.getMessage();
    if (!failing) {
      failing = true;
      LOG.warn(
          "WEIR-128: an alert does not arrive by {} and is {}: {}",
          channel.name(),
          gaveUp ? "lost" : "sent again for an hour",
          why.getMessage());
    }
    pause = pause.isZero() ? FIRST : pause.multipliedBy(2);
    pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    next = now.plus(pause);
  }
}

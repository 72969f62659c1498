package io.weir.internal.events;

import io.weir.internal.events.Refusal.Explanation;
import io.weir.internal.events.Refusal.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last refusals of this node: {@value #MOST} at most, each for an hour at most. A repeated
 * refusal is found without a lock, so that a flood of refused requests costs next to nothing here.
 */
final class RefusalJournal {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalJournal.class);

  /** Refusals that are kept. */
  static final int MOST = 10_000;

  private static final Duration KEPT = Duration.ofHours(1);

  /** A refusal whose time has passed goes on so long, for clocks and roundings differ. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  /** A refusal that no time ends goes on so long. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final Map<Subject, Refusal> current = new ConcurrentHashMap<>();

  /** All that are kept, the oldest first, and the same by their ids; guarded by this journal. */
  private final Deque<Refusal> kept = new ArrayDeque<>();

  private final Map<UUID, Refusal> byId = new HashMap<>();

  RefusalJournal(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Notes that a request is refused.
   *
   * @param wait until requests of the key may pass again; empty if time does not help
   * @return the refusal that this one repeats, or a new one
   */
  Refusal note(Subject subject, Optional<Duration> wait, Supplier<Explanation> explanation) {
    Instant now = clock.instant();
    Refusal known = current.get(subject);
    if (known != null && lasts(known, now)) {
      return known;
    }
    return begin(subject, now, wait, explanation);
  }

  private static boolean lasts(Refusal refusal, Instant now) {
    Instant end =
        refusal.until().equals(Instant.MAX)
            ? refusal.time().plus(LONGEST)
            : refusal.until().plus(TOLERANCE);
    // A time before the first refusal: the clock was set back.
    return !now.isAfter(end) && !now.isBefore(refusal.time().minus(TOLERANCE));
  }

  private synchronized Refusal begin(
      Subject subject, Instant now, Optional<Duration> wait, Supplier<Explanation> explanation) {
    Refusal other = current.get(subject);
    if (other != null && lasts(other, now)) {
      return other; // Another request of the same client was faster.
    }
    Explanation explained = explanation.get();
    Refusal refusal =
        new Refusal(
            id(),
            now,
            subject,
            explained.status(),
            explained.line(),
            explained.left(),
            wait.map(now::plus).orElse(Instant.MAX));
    forget(now, MOST - 1);
    kept.addLast(refusal);
    byId.put(refusal.id(), refusal);
    current.put(subject, refusal);
    log(refusal);
    return refusal;
  }

  /** Whether every refusal is logged. */
  static boolean isLogged() {
    return LOG.isDebugEnabled();
  }

  /** Once a rule, key and refusal period. Neither the key nor the line: a client may be in both. */
  private static void log(Refusal refusal) {
    LOG.debug(
        "urn:uuid:{}: {}{} refuses with {}{}{}",
        refusal.id(),
        refusal.subject().filter(),
        refusal.subject().rule().isEmpty() ? "" : " " + refusal.subject().rule(),
        refusal.status(),
        refusal.left().isEmpty() ? "" : ", left: " + refusal.left(),
        refusal.until().equals(Instant.MAX) ? "" : ", until " + refusal.until());
  }

  /** A random UUID (RFC 9562 §5.4). It is no secret, so it need not be hard to guess. */
  private static UUID id() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(
        (random.nextLong() & 0xffffffff_ffff0fffL) | 0x4000L,
        (random.nextLong() & 0x3fffffff_ffffffffL) | 0x80000000_00000000L);
  }

  /** Forgets what is old, and the oldest of more than so many. */
  private void forget(Instant now, int most) {
    Instant oldest = now.minus(KEPT);
    while (!kept.isEmpty() && (kept.size() > most || kept.getFirst().time().isBefore(oldest))) {
      Refusal gone = kept.removeFirst();
      byId.remove(gone.id());
      current.remove(gone.subject(), gone);
    }
  }

  /** The refusal of this id; empty if it is not known, or not any more. */
  synchronized Optional<Refusal> find(UUID id) {
    forget(clock.instant(), MOST);
    return Optional.ofNullable(byId.get(id));
  }

  /** The last refusals, the newest first. */
  synchronized List<Refusal> last(int most) {
    forget(clock.instant(), MOST);
    List<Refusal> last = new ArrayList<>(Math.min(most, kept.size()));
    kept.descendingIterator()
        .forEachRemaining(
            refusal -> {
              if (last.size() < most) {
                last.add(refusal);
              }
            });
    return last;
  }
}

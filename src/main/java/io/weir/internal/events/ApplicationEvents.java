package io.weir.internal.events;

import io.weir.internal.events.Refusal.Explanation;
import io.weir.internal.events.Refusal.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What happens in an application. Filters tell it, and know nobody who listens; metrics, the status
 * page, the audit log and alerts listen.
 */
public final class ApplicationEvents {

  private final InstantSource clock;
  private final RefusalJournal refusals;
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

  /** Events that nobody listens to yet. */
  public ApplicationEvents(InstantSource clock) {
    this.clock = clock;
    this.refusals = new RefusalJournal(clock);
  }

  /**
   * Listens to every event from now on, in the thread of the request that caused it.
   *
   * @param listener never blocks and never throws
   * @return what ends it
   */
  public Runnable listen(Consumer<Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** Whether anybody listens: what costs something need not be told otherwise. */
  public boolean isHeard() {
    return !listeners.isEmpty();
  }

  /** The time of what happens now. */
  public Instant now() {
    return clock.instant();
  }

  /** Tells what happened. */
  public void tell(Event event) {
    listeners.forEach(listener -> listener.accept(event));
  }

  /**
   * Tells that a request is refused. If nobody listens and it is not logged, nobody could explain
   * it, and it has no id.
   *
   * @param wait until requests of the key may pass again; empty if time does not help
   * @param explanation asked for only if the refusal does not repeat one that is known
   * @return the id of the refusal, for the client
   */
  public Optional<UUID> refused(
      Subject subject, Optional<Duration> wait, Supplier<Explanation> explanation) {
    if (!isHeard() && !RefusalJournal.isLogged()) {
      return Optional.empty();
    }
    Refusal refusal = refusals.note(subject, wait, explanation);
    tell(new Refused(clock.instant(), refusal));
    return Optional.of(refusal.id());
  }

  /** The refusal of this id; empty if it is not known, or not any more. */
  public Optional<Refusal> refusal(UUID id) {
    return refusals.find(id);
  }

  /** The last refusals, the newest first: 10,000 at most, and an hour old at most. */
  public List<Refusal> lastRefusals(int most) {
    return refusals.last(most);
  }
}

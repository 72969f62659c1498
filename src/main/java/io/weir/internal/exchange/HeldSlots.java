package io.weir.internal.exchange;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The slots that a request holds among those that may be open at once, and the time until which it
 * may last.
 *
 * <pre>
 *   rate limit: hold, endBy → request → exchange ends            → slots are given back
 *                                └ 101: takeOver → socket closes → close → slots are given back
 * </pre>
 *
 * <p>Who upgrades a request takes them over before the filter chain returns, listens to {@link
 * #onLost}, closes the socket at the {@link #deadline}, and calls {@link #close} when the socket
 * has closed, in whatever way. If nobody takes them over, they end with the handshake.
 */
public final class HeldSlots implements AutoCloseable {

  private record Held(Runnable release, BooleanSupplier lost) {}

  private final InstantSource clock;
  private final List<Held> all = new ArrayList<>(1);
  private final List<Runnable> losers = new ArrayList<>(0);
  private @Nullable Instant deadline;
  private boolean takenOver;
  private boolean closed;
  private boolean lost;

  HeldSlots(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Holds one more slot.
   *
   * @param release gives it back; called once, at once if all have been given back
   * @param isLost whether somebody else may hold it by now
   */
  public void hold(Runnable release, BooleanSupplier isLost) {
    synchronized (this) {
      if (!closed) {
        all.add(new Held(release, isLost));
        return;
      }
    }
    release.run();
  }

  /** Sets when the request has to end; the earliest counts. */
  public synchronized void endBy(Instant latest) {
    if (deadline == null || latest.isBefore(deadline)) {
      deadline = latest;
    }
  }

  /** When the request, or the socket that it became, has to end; nothing means never. */
  public synchronized Optional<Instant> deadline() {
    return Optional.ofNullable(deadline);
  }

  /** Whether the request has lasted as long as it may. */
  public synchronized boolean isOver() {
    return deadline != null && !clock.instant().isBefore(deadline);
  }

  /**
   * Whether another request may hold a slot by now, because this node was frozen or the cluster
   * forgot it. It also tells so before {@link #onLost}: ask it before anything is read after a
   * pause.
   */
  public synchronized boolean isLost() {
    return lost || all.stream().anyMatch(one -> one.lost().getAsBoolean());
  }

  /** Runs the action, once, when a slot is lost; at once if one is lost already. */
  public void onLost(Runnable action) {
    synchronized (this) {
      if (!lost) {
        losers.add(action);
        return;
      }
    }
    action.run();
  }

  /** A slot is lost: the request has to end. */
  public void lose() {
    List<Runnable> told;
    synchronized (this) {
      lost = true;
      told = List.copyOf(losers);
      losers.clear();
    }
    told.forEach(Runnable::run);
  }

  /** Keeps the slots after the handshake, until {@link #close}. */
  public synchronized void takeOver() {
    takenOver = true;
  }

  void ended(Ending ending) {
    boolean keeps;
    synchronized (this) {
      keeps = takenOver && ending.how() == Ending.How.UPGRADED;
    }
    if (!keeps) {
      close();
    }
  }

  /** Gives all slots back, once. */
  @Override
  public void close() {
    List<Held> held;
    synchronized (this) {
      closed = true;
      held = List.copyOf(all);
      all.clear();
      losers.clear();
    }
    held.forEach(one -> one.release().run());
  }
}

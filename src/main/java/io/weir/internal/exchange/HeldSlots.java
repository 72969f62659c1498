package io.weir.internal.exchange;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The slots that a request holds among those that may be open at once, and the time until which it
 * may last. All slots are given back when its exchange ends.
 *
 * <pre>
 *   hold, endBy → request → exchange ends                             → slots are given back
 *                  └ takeOver: 101 → WebSocket … closed by anybody: close → slots are given back
 * </pre>
 */
public final class HeldSlots {

  private record Held(Runnable release, BooleanSupplier lost) {}

  private final InstantSource clock;
  private final List<Held> all = new ArrayList<>(1);
  private @Nullable Instant deadline;
  private boolean takenOver;
  private boolean closed;

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

  /** Whether the request has lasted as long as it may. */
  public synchronized boolean isOver() {
    return deadline != null && !clock.instant().isBefore(deadline);
  }

  /**
   * Whether another request may hold a slot by now, because this node was frozen or the cluster
   * forgot it.
   */
  public synchronized boolean isLost() {
    return all.stream().anyMatch(one -> one.lost().getAsBoolean());
  }

  /** Leaves it to the caller to {@link #close} them if the request becomes a WebSocket. */
  public synchronized void takeOver() {
    takenOver = true;
  }

  void ended(Ending ending) {
    boolean keeps;
    synchronized (this) {
      keeps = takenOver && ending.upgraded();
    }
    if (!keeps) {
      close();
    }
  }

  /** Gives all slots back, once. */
  public void close() {
    List<Held> held;
    synchronized (this) {
      closed = true;
      held = List.copyOf(all);
      all.clear();
    }
    held.forEach(one -> one.release().run());
  }
}

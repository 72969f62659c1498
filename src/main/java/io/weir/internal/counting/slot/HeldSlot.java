package io.weir.internal.counting.slot;

import java.util.concurrent.atomic.AtomicBoolean;

/** A slot that this node holds for an open request. */
public final class HeldSlot {

  private final SlotService service;
  private final String key;
  private final SlotRequest request;
  private final boolean strict;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile long leasedUntil;
  private volatile boolean lost;

  HeldSlot(SlotService service, String key, SlotRequest request, boolean strict, long leasedUntil) {
    this.service = service;
    this.key = key;
    this.request = request;
    this.strict = strict;
    this.leasedUntil = leasedUntil;
  }

  String key() {
    return key;
  }

  SlotRequest request() {
    return request;
  }

  /** Whether it ends with its lease also while the cluster is silent. */
  boolean isStrict() {
    return strict;
  }

  boolean isOutdated(long now) {
    return now - leasedUntil >= 0;
  }

  void leasedUntil(long end) {
    leasedUntil = end;
  }

  /** Whether another request may hold it by now. */
  public boolean isLost() {
    return lost || service.isOutdated(this);
  }

  void lose() {
    if (ended.compareAndSet(false, true)) {
      lost = true;
    }
  }

  /** Gives it back, once. */
  public void release() {
    if (ended.compareAndSet(false, true)) {
      service.release(this);
    }
  }
}

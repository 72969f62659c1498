package io.weir.internal.counting.slot;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Slots of all keys, in the cluster or in this JVM. Each call changes those of one key in one
 * atomic step; {@link Slots} says what it does.
 */
public interface SlotStore {

  /** As {@link Slots#take}. */
  boolean take(String key, SlotRequest request, Duration lease);

  /** As {@link Slots#renew}. */
  Set<Long> renew(String key, List<SlotRequest> requests, Duration lease);

  /** As {@link Slots#release}. */
  void release(String key, long id);
}

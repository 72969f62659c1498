package io.weir.internal.counting.slot;

import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.store.UnixNanos;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** Slots of this JVM alone. There are as many keys as have open requests. */
public final class LocalSlots implements SlotStore {

  private final ConcurrentHashMap<String, Slots> keys = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public LocalSlots(InstantSource clock) {
    this.clock = clock;
  }

  /** How many keys there are. None is forgotten. */
  public TableSize tableSize() {
    return new TableSize("slots", keys.size(), 0);
  }

  @Override
  public boolean take(String key, SlotRequest request, Duration lease) {
    return change(key, (slots, now) -> slots.take(request, lease.toNanos(), now));
  }

  @Override
  public Set<Long> renew(String key, List<SlotRequest> requests, Duration lease) {
    return change(key, (slots, now) -> slots.renew(requests, lease.toNanos(), now));
  }

  @Override
  public void release(String key, long id) {
    change(
        key,
        (slots, now) -> {
          slots.release(id);
          return true;
        });
  }

  private <T> T change(String key, BiFunction<Slots, Long, T> operation) {
    long now = UnixNanos.of(clock.instant());
    List<T> result = new ArrayList<>(1);
    keys.compute(
        key,
        (same, known) -> {
          Slots slots = known == null ? new Slots() : known;
          result.add(operation.apply(slots, now));
          return slots.isEmpty(now) ? null : slots;
        });
    return result.get(0);
  }
}

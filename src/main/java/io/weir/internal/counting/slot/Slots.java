package io.weir.internal.counting.slot;

import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The slots of one key that are held, each until its lease ends. It is told the time, in
 * nanoseconds of Unix time.
 */
public final class Slots {

  /** The number of the written form. */
  public static final int FORMAT = 1;

  private record Held(long bucket, long id, long end) {}

  private final List<Held> held = new ArrayList<>();

  /**
   * Takes a slot, or gives one that is held already a new lease.
   *
   * @return whether it is held now
   */
  public boolean take(SlotRequest request, long lease, long now) {
    expire(now);
    boolean known = held.removeIf(one -> one.id == request.id());
    if (!known && open(request.bucket(), now) >= request.most()) {
      return false;
    }
    held.add(new Held(request.bucket(), request.id(), now + lease));
    return true;
  }

  /**
   * Gives slots a new lease. One whose lease has ended is taken again if there is room.
   *
   * @return the ids of those that are lost
   */
  public Set<Long> renew(List<SlotRequest> requests, long lease, long now) {
    Set<Long> lost = new HashSet<>();
    for (SlotRequest request : requests) {
      if (!take(request, lease, now)) {
        lost.add(request.id());
      }
    }
    return lost;
  }

  /** Gives a slot back; nothing happens if it is not held. */
  public void release(long id) {
    held.removeIf(one -> one.id == id);
  }

  /** How many slots are held. */
  long open(long bucket, long now) {
    return held.stream().filter(one -> one.bucket == bucket && one.end > now).count();
  }

  /** Whether none is held. */
  public boolean isEmpty(long now) {
    expire(now);
    return held.isEmpty();
  }

  private void expire(long now) {
    held.removeIf(one -> one.end <= now);
  }

  /** Writes them; {@link #read} reads that. */
  public void write(ByteWriter out) {
    out.octet(FORMAT).count(held.size());
    held.forEach(one -> out.fixed(one.bucket).fixed(one.id).fixed(one.end));
  }

  /** Reads what {@link #write} has written. */
  public static Slots read(ByteReader in) {
    checkFormat(in.octet());
    Slots slots = new Slots();
    for (long rest = in.count(); rest > 0; rest--) {
      slots.held.add(new Held(in.fixed(), in.fixed(), in.fixed()));
    }
    return slots;
  }

  /** Refuses what another version of Weir has written. */
  public static void checkFormat(int format) {
    if (format != FORMAT) {
      throw new IllegalStateException(
          "slots in format %s; this version of Weir has format %s".formatted(format, FORMAT));
    }
  }
}

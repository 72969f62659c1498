package io.weir.internal.counting.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table of bounded size, in parts with a lock each. When there are too many entries, those are
 * forgotten that lose least, and none that lacks more than half of its tokens: no flood of
 * strangers makes Weir forget a client that is being refused. While all entries lack more than
 * half, new clients share {@value #CROWDS} overflow entries in each part of the table.
 */
final class EntryTable<E extends EntryTable.Evictable> {

  /** A power of two. */
  private static final int PARTS = 256;

  /** How many overflow entries each part has; a power of two. */
  private static final int CROWDS = 64;

  /** The share of a full part that is freed at once, so that it is not searched for each entry. */
  private static final int FREED = 16;

  private final List<Part<E>> parts;

  /** What can be forgotten. */
  interface Evictable {

    /** Whether nothing is lost if the entry is forgotten now. */
    boolean isOver(long now);

    /** What is lost if the entry is forgotten now: 0 if nothing, 1 if a limit is exhausted. */
    double weight(long now);
  }

  /**
   * An empty table.
   *
   * @param most about how many entries there can be
   */
  EntryTable(int most, Supplier<E> fresh) {
    List<Part<E>> made = new ArrayList<>(PARTS);
    for (int i = 0; i < PARTS; i++) {
      made.add(new Part<>(Math.max(FREED, most / PARTS), fresh));
    }
    parts = List.copyOf(made);
  }

  /** The part that has the entry of this name. */
  Part<E> part(String name) {
    int hash = name.hashCode();
    return parts.get((hash ^ (hash >>> 16)) & (PARTS - 1));
  }

  /** How many entries there are. */
  int size() {
    int size = 0;
    for (Part<E> part : parts) {
      synchronized (part) {
        size += part.entries.size();
      }
    }
    return size;
  }

  /** The entries of some names. Its lock guards them. */
  static final class Part<E extends Evictable> {

    private final Map<String, E> entries = new HashMap<>();
    private final List<@Nullable E> crowds = Arrays.asList(newCrowds());
    private final int most;
    private final Supplier<E> fresh;

    /** The number of entries at which those that are over are removed next. */
    private int searched = FREED;

    Part(int most, Supplier<E> fresh) {
      this.most = most;
      this.fresh = fresh;
    }

    @SuppressWarnings("unchecked") // It stays within this class.
    private E[] newCrowds() {
      return (E[]) new Evictable[CROWDS];
    }

    /**
     * The entry of this name. If there is none, a new one, which the table does not have until it
     * is {@linkplain #keep kept}; an overflow entry if there is no room.
     */
    E entry(String name, long now) {
      E known = entries.get(name);
      if (known != null) {
        return known;
      }
      if (entries.size() >= Math.min(searched, most)) {
        free(now);
      }
      return entries.size() < most ? fresh.get() : crowd(name);
    }

    private E crowd(String name) {
      int place = (name.hashCode() >>> 8) & (CROWDS - 1);
      E crowd = crowds.get(place);
      if (crowd == null) {
        crowd = fresh.get();
        crowds.set(place, crowd);
      }
      return crowd;
    }

    /** Whether new clients share entries now. */
    boolean isFull() {
      return entries.size() >= most;
    }

    /** The entry of this name alone; null if there is none. */
    @Nullable E known(String name) {
      return entries.get(name);
    }

    void keep(String name, E entry) {
      if (entries.size() < most || entries.containsKey(name)) { // Otherwise an overflow entry.
        entries.put(name, entry);
      }
    }

    void remove(String name) {
      entries.remove(name);
    }

    /** Removes entries that are over, and if that is not enough, those that lose least. */
    private void free(long now) {
      entries.values().removeIf(entry -> entry.isOver(now));
      if (entries.size() >= most) {
        List<Weighed> light = new ArrayList<>();
        entries.forEach(
            (name, entry) -> {
              double weight = entry.weight(now);
              if (weight <= Entry.MOST_LOST) {
                light.add(new Weighed(name, weight));
              }
            });
        light.sort(Comparator.comparingDouble(Weighed::weight));
        light.stream().limit(Math.max(1, most / FREED)).forEach(one -> entries.remove(one.name()));
      }
      searched = Math.max(FREED, 2 * entries.size());
    }
  }

  private record Weighed(String name, double weight) {}
}

package io.weir.internal.counting.store;

import java.time.Duration;
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
 * forgotten that lose least, and none that loses too much: no flood of strangers makes Weir forget
 * a client that is being refused. While all entries would lose too much, new clients share {@value
 * #CROWDS} overflow entries in each part of the table.
 */
public final class EntryTable<E extends EntryTable.Evictable> {

  /** A power of two. */
  private static final int PARTS = 256;

  /** How many overflow entries each part has; a power of two. */
  private static final int CROWDS = 64;

  /** The share of a full part that is freed at once, so that it is not searched for each entry. */
  private static final int FREED = 16;

  /**
   * So long a part is not searched again after a search that freed less, in nanoseconds: a flood of
   * new clients would have it searched for each of them.
   */
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final List<Part<E>> parts;

  /** What can be forgotten. */
  public interface Evictable {

    /** Whether nothing is lost if the entry is forgotten now. */
    boolean isOver(long now);

    /** What is lost if the entry is forgotten now: 0 if nothing, 1 if a limit is exhausted. */
    double weight(long now);
  }

  /**
   * An empty table.
   *
   * @param most about how many entries there can be
   * @param mostLost the greatest weight of an entry that may be forgotten
   */
  public EntryTable(int most, double mostLost, Supplier<E> fresh) {
    List<Part<E>> made = new ArrayList<>(PARTS);
    for (int i = 0; i < PARTS; i++) {
      made.add(new Part<>(Math.max(FREED, most / PARTS), mostLost, fresh));
    }
    parts = List.copyOf(made);
  }

  /** The part that has the entry of this name. */
  public Part<E> part(String name) {
    int hash = name.hashCode();
    return parts.get((hash ^ (hash >>> 16)) & (PARTS - 1));
  }

  /** How many entries there are. */
  public int size() {
    int size = 0;
    for (Part<E> part : parts) {
      synchronized (part) {
        size += part.entries.size();
      }
    }
    return size;
  }

  /** How many entries were forgotten so that there is room for others. */
  public long forgotten() {
    long forgotten = 0;
    for (Part<E> part : parts) {
      synchronized (part) {
        forgotten += part.forgotten;
      }
    }
    return forgotten;
  }

  /** The entries of some names. Its lock guards them. */
  public static final class Part<E extends Evictable> {

    private final Map<String, E> entries = new HashMap<>();
    private final List<@Nullable E> crowds = Arrays.asList(newCrowds());
    private final int most;
    private final double mostLost;
    private final Supplier<E> fresh;

    /** The number of entries at which those that are over are removed next. */
    private int searched = FREED;

    /** When a search freed too little last; long ago if none did. */
    private long fruitless;

    private boolean isFruitless;
    private long forgotten;

    Part(int most, double mostLost, Supplier<E> fresh) {
      this.most = most;
      this.mostLost = mostLost;
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
    public E entry(String name, long now) {
      E known = entries.get(name);
      if (known != null) {
        return known;
      }
      if (entries.size() >= Math.min(searched, most) && !isPausing(now)) {
        free(now);
      }
      return entries.size() < most ? fresh.get() : newCrowd(name);
    }

    private boolean isPausing(long now) {
      return isFruitless && now >= fruitless && now - fruitless < PAUSE;
    }

    private static int crowd(String name) {
      return (name.hashCode() >>> 8) & (CROWDS - 1);
    }

    private E newCrowd(String name) {
      E crowd = overflow(name);
      if (crowd == null) {
        crowd = fresh.get();
        crowds.set(crowd(name), crowd);
      }
      return crowd;
    }

    /** The overflow entry of this name; null if nobody has used it. */
    public @Nullable E overflow(String name) {
      return crowds.get(crowd(name));
    }

    /** Whether new clients share entries now. */
    public boolean isFull() {
      return entries.size() >= most;
    }

    /** The entry of this name alone; null if there is none. */
    public @Nullable E known(String name) {
      return entries.get(name);
    }

    /** Keeps an entry that has changed, unless there is no room. */
    public void keep(String name, E entry) {
      if (entries.size() < most || entries.containsKey(name)) { // Otherwise an overflow entry.
        entries.put(name, entry);
      }
    }

    /** Removes an entry. */
    public void remove(String name) {
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
              if (weight <= mostLost) {
                light.add(new Weighed(name, weight));
              }
            });
        light.sort(Comparator.comparingDouble(Weighed::weight));
        int before = entries.size();
        light.stream().limit(Math.max(1, most / FREED)).forEach(one -> entries.remove(one.name()));
        forgotten += before - entries.size();
      }
      searched = Math.max(FREED, 2 * entries.size());
      isFruitless = entries.size() > most - Math.max(1, most / FREED);
      fruitless = now;
    }
  }

  private record Weighed(String name, double weight) {}
}

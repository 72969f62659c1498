package io.weir.internal.counting.store;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries of this JVM alone. Their number is bounded. When there are too many, those are forgotten
 * that lose least, and none that lacks more than half of its tokens: no flood of strangers makes
 * Weir forget a client that is being refused. While all entries lack more than half, new clients
 * share {@value #CROWDS} overflow entries in each part of the table.
 */
public final class LocalEntries implements Entries {

  private static final int MOST_ENTRIES = 200_000;

  /** A power of two. */
  private static final int PARTS = 256;

  /** How many overflow entries each part has; a power of two. */
  private static final int CROWDS = 64;

  /** An entry that lacks a greater share of its tokens is not forgotten. */
  private static final double MOST_LOST = 0.5;

  /** The share of a full part that is freed at once, so that it is not searched for each entry. */
  private static final int FREED = 16;

  private final Part[] parts;
  private final InstantSource clock;

  private LocalEntries(InstantSource clock, int most) {
    this.clock = clock;
    parts = new Part[PARTS];
    Arrays.setAll(parts, i -> new Part(Math.max(FREED, most / PARTS)));
  }

  /** No entries yet. */
  public LocalEntries(InstantSource clock) {
    this(clock, MOST_ENTRIES);
  }

  /** Entries of which there can be about this many. */
  static LocalEntries ofAtMost(int most, InstantSource clock) {
    return new LocalEntries(clock, most);
  }

  @Override
  public List<ConsumptionResult> take(EntryKey key, List<TokenRequest> requests) {
    return ask(key, requests, (entry, now) -> entry.take(requests, now));
  }

  @Override
  public List<ConsumptionResult> look(EntryKey key, List<TokenRequest> requests) {
    return ask(key, requests, (entry, now) -> entry.look(requests, now));
  }

  private List<ConsumptionResult> ask(
      EntryKey key, List<TokenRequest> requests, Question question) {
    Part part = part(key);
    long now = UnixNanos.of(clock.instant());
    synchronized (part) {
      Entry entry = part.entry(key.name(), now);
      Entry.Answer answer = question.ask(entry, now);
      if (answer.changed()) {
        part.keep(key.name(), entry);
      }
      return entry.results(requests, answer, Consumption.Place.LOCAL);
    }
  }

  private interface Question {
    Entry.Answer ask(Entry entry, long now);
  }

  @Override
  public void settle(EntryKey key, List<Settlement> settlements) {
    Part part = part(key);
    long now = UnixNanos.of(clock.instant());
    synchronized (part) {
      Entry entry = part.entry(key.name(), now);
      if (entry.settle(settlements, now)) {
        part.keep(key.name(), entry);
      }
    }
  }

  private Part part(EntryKey key) {
    int hash = key.name().hashCode();
    return parts[(hash ^ (hash >>> 16)) & (PARTS - 1)];
  }

  /** How many entries there are. */
  int size() {
    int size = 0;
    for (Part part : parts) {
      synchronized (part) {
        size += part.entries.size();
      }
    }
    return size;
  }

  /** The entries of some names. Its lock guards them. */
  private static final class Part {

    private final Map<String, Entry> entries = new HashMap<>();
    private final Entry[] crowds = new Entry[CROWDS];
    private final int most;

    /** The number of entries at which those that are over are removed next. */
    private int searched = FREED;

    Part(int most) {
      this.most = most;
    }

    /** The entry of this name; a new one if there is none and there is room. */
    Entry entry(String name, long now) {
      Entry known = entries.get(name);
      if (known != null) {
        return known;
      }
      if (entries.size() >= Math.min(searched, most)) {
        free(now);
      }
      return entries.size() < most ? new Entry() : crowd(name);
    }

    private Entry crowd(String name) {
      int place = (name.hashCode() >>> 8) & (CROWDS - 1);
      if (crowds[place] == null) {
        crowds[place] = new Entry();
      }
      return crowds[place];
    }

    void keep(String name, Entry entry) {
      if (entries.size() >= most && !entries.containsKey(name)) {
        return; // It is an overflow entry.
      }
      if (entry.isEmpty()) {
        entries.remove(name);
      } else {
        entries.put(name, entry);
      }
    }

    /** Removes entries that are over, and if that is not enough, those that lose least. */
    private void free(long now) {
      entries.values().removeIf(entry -> entry.isOver(now));
      if (entries.size() >= most) {
        List<Weighed> light = new ArrayList<>();
        entries.forEach(
            (name, entry) -> {
              double weight = entry.weight(now);
              if (weight <= MOST_LOST) {
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

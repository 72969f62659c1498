package io.weir.internal.counting.store;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.TokenRequest;
import java.time.InstantSource;
import java.util.List;

/** Entries of this JVM alone. Their number is {@linkplain EntryTable bounded}. */
public final class LocalEntries implements Entries {

  private static final int MOST_ENTRIES = 200_000;

  private final EntryTable<Entry> table;
  private final InstantSource clock;

  private LocalEntries(InstantSource clock, int most) {
    this.clock = clock;
    table = new EntryTable<>(most, Entry.MOST_LOST, Entry::new);
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
    EntryTable.Part<Entry> part = table.part(key.name());
    long now = UnixNanos.of(clock.instant());
    synchronized (part) {
      Entry entry = part.entry(key.name(), now);
      Entry.Answer answer = question.ask(entry, now);
      if (answer.changed()) {
        keep(part, key, entry);
      }
      return entry.results(requests, answer, Consumption.Place.LOCAL);
    }
  }

  private interface Question {
    Entry.Answer ask(Entry entry, long now);
  }

  @Override
  public void settle(EntryKey key, List<Settlement> settlements) {
    EntryTable.Part<Entry> part = table.part(key.name());
    long now = UnixNanos.of(clock.instant());
    synchronized (part) {
      Entry entry = part.entry(key.name(), now);
      if (entry.settle(settlements, now)) {
        keep(part, key, entry);
      }
    }
  }

  private static void keep(EntryTable.Part<Entry> part, EntryKey key, Entry entry) {
    if (entry.isEmpty()) {
      part.remove(key.name());
    } else {
      part.keep(key.name(), entry);
    }
  }

  /** How many entries there are, and were forgotten. */
  public TableSize tableSize() {
    return new TableSize("entries", table.size(), table.forgotten());
  }

  /** How many entries there are. */
  int size() {
    return table.size();
  }
}

package io.weir.internal.counting.store;

import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Mirror;
import io.weir.internal.counting.PendingTake;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What this node knows of the entries of the cluster. Their number is bounded. */
public final class MirroredEntries implements Mirror {

  /**
   * About 8 MB. None is forgotten that lacks more than half of its tokens, and the share of a node
   * is at most half: who is forgotten gets no more than the limit here.
   */
  private static final int MOST_ENTRIES = 1 << 14;

  /** How often entries are looked for that the cluster need not be told of any more. */
  private static final long SWEEP = Duration.ofSeconds(1).toNanos();

  private final EntryTable<MirroredEntry> table =
      new EntryTable<>(MOST_ENTRIES, Entry.MOST_LOST, MirroredEntry::new);
  private final Set<Place> owing = ConcurrentHashMap.newKeySet();
  private final AtomicLong sweep = new AtomicLong();
  private final InstantSource clock;
  private final IntSupplier nodes;

  /** Where an entry is: it may be an overflow entry, which has no name. */
  record Place(EntryTable.Part<MirroredEntry> part, MirroredEntry entry) {}

  /**
   * Knows nothing yet.
   *
   * @param nodes how many nodes count together, this one included; the last known number if the
   *     cluster does not answer
   */
  public MirroredEntries(InstantSource clock, IntSupplier nodes) {
    this.clock = clock;
    this.nodes = nodes;
  }

  Share share() {
    return new Share(Math.max(1, nodes.getAsInt()));
  }

  long now() {
    return UnixNanos.of(clock.instant());
  }

  /** Reads or changes an entry. */
  <T> T in(Place place, Function<MirroredEntry, T> change) {
    boolean owes;
    T result;
    synchronized (place.part()) {
      result = change.apply(place.entry());
      owes = place.entry().owes();
    }
    if (owes) {
      addOwing(place);
    }
    return result;
  }

  private void addOwing(Place place) {
    if (owing.size() >= MOST_ENTRIES) {
      long last = sweep.get();
      if (now() - last > SWEEP && sweep.compareAndSet(last, now())) {
        owing.removeIf(one -> !owes(one));
      }
    }
    if (owing.size() < MOST_ENTRIES) {
      owing.add(place);
    }
  }

  private boolean owes(Place place) {
    synchronized (place.part()) {
      return place.entry().owes() && !place.entry().isOver(now());
    }
  }

  private Place place(EntryKey key) {
    EntryTable.Part<MirroredEntry> part = table.part(key.name());
    synchronized (part) {
      MirroredEntry entry = part.entry(key.name(), now());
      part.keep(key.name(), entry);
      return new Place(part, entry);
    }
  }

  /**
   * Notes what an answer of the cluster left.
   *
   * @param at when, by the clock of the node that keeps the entry
   */
  public void note(EntryKey key, Entry answered, long at) {
    EntryTable.Part<MirroredEntry> part = table.part(key.name());
    synchronized (part) {
      MirroredEntry entry = part.known(key.name());
      if (entry != null) { // Several clients share an overflow entry: it mirrors none of them.
        entry.note(answered, at, share(), now());
      }
    }
  }

  @Override
  public PendingTake ask(EntryKey key, List<TokenRequest> requests) {
    EntryTable.Part<MirroredEntry> part = table.part(key.name());
    synchronized (part) {
      Place place = place(key);
      MirroredTake take = new MirroredTake(this, place, requests);
      place.entry().add(take);
      return take;
    }
  }

  @Override
  public List<ConsumptionResult> look(EntryKey key, List<TokenRequest> requests, boolean busy) {
    return in(place(key), entry -> entry.look(requests, busy, share(), now()));
  }

  @Override
  public List<Settlement> settle(EntryKey key, List<Settlement> settlements) {
    return in(place(key), entry -> entry.settle(settlements, share(), now()));
  }

  @Override
  public void owe(EntryKey key, List<Settlement> settlements) {
    in(
        place(key),
        entry -> {
          entry.owe(settlements);
          return true;
        });
  }

  @Override
  public boolean owes() {
    return !owing.isEmpty();
  }

  @Override
  public @Nullable Correction correction() {
    for (Iterator<Place> all = owing.iterator(); all.hasNext(); ) {
      Place place = all.next();
      Correction owed = correction(place);
      if (owed != null) {
        return owed;
      }
      synchronized (place.part()) {
        if (!place.entry().owes()) {
          all.remove();
        }
      }
    }
    return null;
  }

  @Override
  public @Nullable Correction correction(EntryKey key) {
    EntryTable.Part<MirroredEntry> part = table.part(key.name());
    synchronized (part) {
      MirroredEntry entry = part.known(key.name());
      return entry == null ? null : correction(new Place(part, entry));
    }
  }

  private @Nullable Correction correction(Place place) {
    synchronized (place.part()) {
      Unconfirmed.Owed owed = place.entry().owed(now());
      return owed == null ? null : new OwedCorrection(place, owed);
    }
  }

  private record OwedCorrection(Place place, Unconfirmed.Owed owed) implements Correction {

    @Override
    public EntryKey entry() {
      return owed.key();
    }

    @Override
    public List<Settlement> settlements() {
      return owed.all();
    }

    @Override
    public void done() {
      synchronized (place.part()) {
        place.entry().paid(owed);
      }
    }

    @Override
    public void failed() {
      synchronized (place.part()) {
        place.entry().failed();
      }
    }
  }
}

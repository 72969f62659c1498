package io.weir.internal.counting;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Entries that stand for those of a cluster, and count the operations on them. */
public final class CountedEntries implements Entries {

  private final Entries entries;
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  public CountedEntries(Entries entries) {
    this.entries = entries;
  }

  /** How many operations there were. */
  public int operations() {
    return asked.size();
  }

  /** The names of the entries that were asked, in their order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public List<ConsumptionResult> take(EntryKey entry, List<TokenRequest> requests) {
    asked.add(entry.name());
    return entries.take(entry, requests).stream().map(CountedEntries::inCluster).toList();
  }

  private static ConsumptionResult inCluster(ConsumptionResult result) {
    Consumption taken = result.consumption();
    return taken == null
        ? result
        : new ConsumptionResult(
            result.outcome(),
            result.limits(),
            new Consumption(
                Consumption.Place.CLUSTER,
                taken.entry(),
                taken.bucket(),
                taken.spec(),
                taken.tokens(),
                taken.taken(),
                taken.levels()));
  }

  @Override
  public List<ConsumptionResult> look(EntryKey entry, List<TokenRequest> requests) {
    asked.add(entry.name());
    return entries.look(entry, requests);
  }

  @Override
  public void settle(EntryKey entry, List<Settlement> settlements) {
    asked.add(entry.name());
    entries.settle(entry, settlements);
  }
}

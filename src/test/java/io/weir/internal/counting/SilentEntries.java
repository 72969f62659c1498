package io.weir.internal.counting;

import java.util.List;

/** Entries of a cluster that fails. */
public final class SilentEntries implements Entries {

  private static IllegalStateException failure() {
    return new IllegalStateException("the member is gone");
  }

  @Override
  public List<ConsumptionResult> take(EntryKey entry, List<TokenRequest> requests) {
    throw failure();
  }

  @Override
  public List<ConsumptionResult> look(EntryKey entry, List<TokenRequest> requests) {
    throw failure();
  }

  @Override
  public void settle(EntryKey entry, List<Settlement> settlements) {
    throw failure();
  }
}

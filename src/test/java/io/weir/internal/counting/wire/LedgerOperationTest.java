package io.weir.internal.counting.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.SettledHold;
import io.weir.internal.counting.ledger.Span;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What operations do where there is no ledger. */
class LedgerOperationTest {

  /** Of all tables the one that no other test uses. */
  private static final LedgerRetention TABLE = LedgerRetention.YEAR;

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final AccountSpec TEN =
      new AccountSpec(1, List.of(new Allowance(10, Span.UNTIL_RESET)), ZoneOffset.UTC, List.of());

  private final Stored stored = new Stored();
  private final Crowding crowding = Crowding.of(Crowding.number(TABLE));

  /** The place of a ledger in a table. */
  private static final class Stored implements MutableEntry<String, byte[]> {

    private byte @Nullable [] value;

    @Override
    public boolean exists() {
      return value != null;
    }

    @Override
    public void remove() {
      value = null;
    }

    @Override
    public void setValue(byte[] next) {
      value = next;
    }

    @Override
    public String getKey() {
      return "k";
    }

    @Override
    public byte @Nullable [] getValue() {
      return value;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      throw new IllegalArgumentException();
    }
  }

  private static LedgerOperation reserve(long number) {
    LedgerKey key = new LedgerKey("k", TABLE, true);
    return LedgerOperation.reserve(
        TABLE,
        List.of(new HoldRequest(key, TEN, 4, false, true, WhenClusterFails.LOCAL)),
        number,
        LEASE,
        null);
  }

  private static LedgerOperation settle(long number) {
    return LedgerOperation.settle(TABLE, List.of(new HoldSettlement(TEN, 3)), number, null);
  }

  /** As if the table had found only ledgers of which too much would be lost. */
  private void crowd() {
    crowding.found(0.11);
  }

  private boolean isElsewhere(LedgerOperation operation) {
    return LedgerOperation.isElsewhere(operation.process(stored));
  }

  private boolean isElsewhereInCrowd(LedgerOperation operation) {
    crowd(); // It lasts a second at least.
    return isElsewhere(operation);
  }

  @Test
  void without_room_nothing_new_is_kept_except_what_an_administrator_resets() {
    assertThat(isElsewhereInCrowd(reserve(1))).isTrue();
    assertThat(isElsewhereInCrowd(LedgerOperation.charge(TABLE, new HoldSettlement(TEN, 1), null)))
        .isTrue();
    assertThat(isElsewhereInCrowd(LedgerOperation.look(TABLE, List.of(), null))).isTrue();
    assertThat(stored.exists()).isFalse();
    assertThat(isElsewhereInCrowd(LedgerOperation.reset(TABLE, TEN, null))).isFalse();
    assertThat(stored.exists()).isTrue();
    assertThat(isElsewhere(reserve(1))).isFalse();
  }

  @Test
  void an_overflow_ledger_has_room_always() {
    crowd();

    assertThat(isElsewhere(reserve(1).onOverflow())).isFalse();
    assertThat(LedgerOperation.settled(settle(1).onOverflow().process(stored)))
        .extracting(SettledHold::settled)
        .containsExactly(true);
  }

  @Test
  void what_is_to_be_settled_where_no_ledger_is_may_be_held_elsewhere() {
    assertThat(isElsewhere(settle(1))).isTrue();
    assertThat(isElsewhere(LedgerOperation.extend(TABLE, List.of(1L), 1, LEASE, null))).isTrue();
    assertThat(LedgerOperation.settled(settle(1).onOverflow().process(stored)))
        .extracting(SettledHold::settled)
        .containsExactly(false);
    assertThat(stored.exists()).isFalse();
  }

  @Test
  void a_ledger_that_little_is_lost_of_makes_room() {
    crowd();
    crowding.found(0.1);

    assertThat(isElsewhere(reserve(1))).isFalse();
  }
}

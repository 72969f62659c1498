package io.weir.internal.counting.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.spi.merge.MergingValue;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.Ledger;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.Span;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.UnixNanos;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two parts of a cluster see each other again. */
class MoreSpentMergePolicyTest {

  private static final LedgerKey KEY = new LedgerKey("k", LedgerRetention.EVER, false);
  private final long now = UnixNanos.of(Instant.now());

  @Test
  void of_each_account_the_part_that_spent_more_wins() {
    Object merged = new MoreSpentMergePolicy().merge(spent(7, 1), spent(2, 9));

    Ledger ledger = Ledger.read(new ByteReader((byte[]) merged));
    assertThat(left(ledger, 1)).isEqualTo(93);
    assertThat(left(ledger, 2)).isEqualTo(91);
  }

  @Test
  void a_ledger_of_one_part_alone_stays() {
    Value one = spent(7, 1);

    assertThat(new MoreSpentMergePolicy().merge(one, null)).isSameAs(one.bytes());
  }

  private Value spent(long first, long second) {
    Ledger ledger = new Ledger();
    ledger.charge(new HoldSettlement(account(1), first), now);
    ledger.charge(new HoldSettlement(account(2), second), now);
    ByteWriter out = new ByteWriter();
    ledger.write(out);
    return new Value(out.toByteArray());
  }

  private long left(Ledger ledger, long account) {
    HoldRequest request =
        new HoldRequest(KEY, account(account), 0, false, true, WhenClusterFails.LOCAL);
    return ledger.look(List.of(request), now).get(0).left().get(0);
  }

  private static AccountSpec account(long id) {
    return new AccountSpec(
        id, List.of(new Allowance(100, Span.UNTIL_RESET)), ZoneOffset.UTC, List.of());
  }

  /** A ledger as Hazelcast passes it. */
  @SuppressWarnings("ArrayRecordComponent") // Values are not compared.
  private record Value(byte[] bytes) implements MergingValue<byte[]> {

    @Override
    public byte[] getDeserializedValue() {
      return bytes;
    }

    @Override
    public Object getRawValue() {
      return bytes;
    }
  }
}

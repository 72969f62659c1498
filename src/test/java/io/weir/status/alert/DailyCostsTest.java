package io.weir.status.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.AllowanceLevel;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.Ledgers;
import io.weir.internal.counting.ledger.LocalLedgers;
import io.weir.internal.counting.ledger.SettledHold;
import io.weir.internal.events.UsageSettled;
import io.weir.internal.secret.Secret;
import io.weir.secrets.CapturedLog;
import io.weir.status.alert.DailyCosts.Total;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What requests of two nodes cost, in a cluster that fails before or after it has done a call. */
@Timeout(60)
class DailyCostsTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 27);

  /** A request of $1 with 30 tokens. */
  private static final Total ONE = new Total(1_000_000_000, 1, 30);

  private Instant now = Instant.parse("2026-11-27T12:00:00Z");
  private final Pseudonyms pseudonyms = new Pseudonyms(Secret.random());
  private final Ledgers cluster = new LocalLedgers(() -> now);
  private final Unreliable calls = new Unreliable(cluster);
  private final DailyCosts costs = node(calls);
  private final DailyCosts other = node(cluster);

  private DailyCosts node(Ledgers ledgers) {
    return new DailyCosts(LedgerService.local(ledgers, pseudonyms), "/shop", "USD", ZoneOffset.UTC);
  }

  private void request(DailyCosts node) {
    node.accept(
        new UsageSettled(
            now,
            List.of("hour"),
            "1",
            Duration.ZERO,
            "gpt-5",
            10,
            20,
            0,
            "USD",
            ONE.nanos(),
            false,
            "",
            ""));
  }

  private static Total times(int number) {
    return new Total(number * ONE.nanos(), number, number * ONE.tokens());
  }

  @Test
  void nodes_add_up_and_yesterday_is_known_when_the_cluster_is_silent() {
    request(costs);
    request(other);
    other.exchange(now);
    costs.exchange(now);
    assertThat(costs.of(DAY)).isEqualTo(times(2));

    now = now.plus(Duration.ofDays(1));
    request(costs);
    costs.exchange(now);
    calls.isSilent = true;
    costs.exchange(now);
    assertThat(costs.of(DAY.plusDays(1))).isEqualTo(ONE);
    assertThat(costs.of(DAY)).isEqualTo(times(2));
  }

  @Test
  void a_node_that_asks_of_today_only_when_it_reports_has_heard_of_the_others() {
    request(other);
    other.exchange(now);
    costs.exchange(now);
    calls.isSilent = true;

    assertThat(costs.of(DAY)).isEqualTo(ONE);
  }

  @Test
  void a_day_before_yesterday_is_forgotten() {
    request(costs);
    costs.exchange(now);
    costs.exchange(now.plus(Duration.ofDays(2)));

    assertThat(costs.of(DAY)).isEqualTo(Total.NOTHING);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(List.of(Fault.LOST)), // The reservation.
        arguments(List.of(Fault.UNANSWERED)),
        arguments(List.of(Fault.NONE, Fault.LOST)), // The settlement.
        arguments(List.of(Fault.NONE, Fault.UNANSWERED)),
        arguments(List.of(Fault.NONE, Fault.LOST, Fault.LOST)),
        arguments(List.of(Fault.NONE, Fault.UNANSWERED, Fault.UNANSWERED)),
        arguments(List.of(Fault.UNANSWERED, Fault.UNANSWERED, Fault.NONE, Fault.UNANSWERED)));
  }

  /** Amount, requests and tokens alike. */
  @ParameterizedTest
  @MethodSource("failures")
  void every_request_counts_once_whatever_the_cluster_has_done(List<Fault> faults) {
    calls.next.addAll(faults);
    for (int i = 1; i <= 8; i++) {
      request(costs);
      costs.exchange(now);
      assertThat(costs.of(DAY)).as("of this node, after %s", i).isEqualTo(times(i));
    }

    other.exchange(now);
    assertThat(other.of(DAY)).isEqualTo(times(8));
    assertThat(costs.untold()).isEqualTo(Total.NOTHING);
    // A hold that was made although nobody was told costs nothing when its lease ends.
    now = now.plus(Duration.ofDays(1));
    other.exchange(now);
    assertThat(other.of(DAY)).isEqualTo(times(8));
  }

  @Test
  void the_end_tells_what_comes_while_the_thread_waits_for_the_cluster() throws Exception {
    request(costs);
    calls.block();
    DailyCostExchange exchange = DailyCostExchange.start(costs, () -> now, Duration.ofSeconds(30));
    calls.blocked.await();
    request(costs);
    Thread end = new Thread(exchange::close);
    end.start();
    request(costs);
    calls.released.countDown();
    end.join();

    other.exchange(now);
    assertThat(other.of(DAY)).isEqualTo(times(3));
  }

  @Test
  void the_end_does_not_wait_for_ever_and_tells_what_is_missing() {
    calls.isSilent = true;
    request(costs);
    try (CapturedLog log = CapturedLog.of(DailyCostExchange.class)) {
      DailyCostExchange.start(costs, () -> now, Duration.ofSeconds(5)).close();

      assertThat(log.lines())
          .containsExactly(
              "WEIR-143: the application ends before the cluster knows what its last requests cost; the cost of the day may lack $1.00");
    }
  }

  @Test
  void the_end_does_not_wait_for_a_call_that_hangs() throws Exception {
    request(costs);
    calls.block();
    try (CapturedLog log = CapturedLog.of(DailyCostExchange.class)) {
      DailyCostExchange exchange = DailyCostExchange.start(costs, () -> now, Duration.ofMillis(10));
      calls.blocked.await();
      exchange.close();

      assertThat(log.lines()).hasSize(1);
    }
  }

  /** What happens to a call. */
  enum Fault {
    NONE,
    /** It does not arrive. */
    LOST,
    /** It is done, and its answer does not arrive. */
    UNANSWERED
  }

  /** A cluster that fails as it is told; a list of faults is used up call by call. */
  private static final class Unreliable implements Ledgers {

    private final Ledgers ledgers;
    private final Deque<Fault> next = new ArrayDeque<>();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private volatile CountDownLatch released = new CountDownLatch(0);
    private volatile boolean isSilent;

    Unreliable(Ledgers ledgers) {
      this.ledgers = ledgers;
    }

    /** The next calls wait until they are released. */
    void block() {
      released = new CountDownLatch(1);
    }

    private <T> T call(Supplier<T> call) {
      blocked.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      Fault fault = isSilent ? Fault.LOST : Optional.ofNullable(next.poll()).orElse(Fault.NONE);
      if (fault == Fault.LOST) {
        throw new IllegalStateException("lost");
      }
      T answer = call.get();
      if (fault == Fault.UNANSWERED) {
        throw new IllegalStateException("no answer");
      }
      return answer;
    }

    @Override
    public List<HoldResult> reserve(
        LedgerKey key, List<HoldRequest> requests, long number, Duration lease) {
      return call(() -> ledgers.reserve(key, requests, number, lease));
    }

    @Override
    public List<HoldResult> look(LedgerKey key, List<HoldRequest> requests) {
      return call(() -> ledgers.look(key, requests));
    }

    @Override
    public List<SettledHold> settle(LedgerKey key, List<HoldSettlement> settlements, long number) {
      return call(() -> ledgers.settle(key, settlements, number));
    }

    @Override
    public boolean extend(LedgerKey key, List<Long> accounts, long number, Duration lease) {
      return call(() -> ledgers.extend(key, accounts, number, lease));
    }

    @Override
    public void charge(LedgerKey key, HoldSettlement charge) {
      call(
          () -> {
            ledgers.charge(key, charge);
            return true;
          });
    }

    @Override
    public boolean reset(LedgerKey key, AccountSpec account) {
      return call(() -> ledgers.reset(key, account));
    }

    @Override
    public boolean topUp(LedgerKey key, HoldSettlement more, long most) {
      return call(() -> ledgers.topUp(key, more, most));
    }

    @Override
    public List<AllowanceLevel> levels(LedgerKey key, AccountSpec account) {
      return call(() -> ledgers.levels(key, account));
    }

    @Override
    public Optional<byte[]> copy(LedgerKey key) {
      return call(() -> ledgers.copy(key));
    }

    @Override
    public void restore(LedgerKey key, byte[] copy) {
      call(
          () -> {
            ledgers.restore(key, copy);
            return true;
          });
    }
  }
}

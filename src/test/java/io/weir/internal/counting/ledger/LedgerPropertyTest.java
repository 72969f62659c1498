package io.weir.internal.counting.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.UnixNanos;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** For any interleaving of reserve, settle and lapse, a ledger equals a model in BigDecimal. */
class LedgerPropertyTest {

  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final LedgerKey KEY = new LedgerKey("k", LedgerRetention.DAY, true);
  private static final long START = UnixNanos.of(Instant.parse("2026-11-01T10:00:07Z"));

  /**
   * A step of a history.
   *
   * @param after how long after the last step
   * @param settles which open reservation it settles; a new one is made if there is none
   * @param amount the estimate, or what it cost
   */
  record Step(Duration after, int settles, long amount) {}

  /** What was spent, and what is held, kept as plainly as possible. */
  private static final class Model {

    record Charge(long at, BigDecimal amount) {}

    record Hold(long number, BigDecimal amount, long until) {}

    final Span span;
    final BigDecimal allowed;
    final List<Charge> charges = new ArrayList<>();
    final List<Hold> holds = new ArrayList<>();

    Model(Allowance allowance) {
      span = allowance.span();
      allowed = BigDecimal.valueOf(allowance.amount());
    }

    void lapse(long now) {
      for (Hold hold : List.copyOf(holds)) {
        if (hold.until() <= now) {
          holds.remove(hold);
          charges.add(new Charge(hold.until(), hold.amount()));
        }
      }
    }

    boolean reserve(long number, long amount, long now) {
      lapse(now);
      BigDecimal wanted = BigDecimal.valueOf(Math.max(amount, 1));
      if (spent(now).add(held()).add(wanted).compareTo(allowed) > 0) {
        return false;
      }
      holds.add(new Hold(number, BigDecimal.valueOf(amount), now + LEASE.toNanos()));
      return true;
    }

    boolean settle(long number, long amount, long now) {
      lapse(now);
      boolean open = holds.removeIf(hold -> hold.number() == number);
      if (open) {
        charges.add(new Charge(now, BigDecimal.valueOf(amount)));
      }
      return open;
    }

    BigDecimal held() {
      return holds.stream().map(Hold::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    BigDecimal spent(long now) {
      return charges.stream()
          .filter(charge -> counts(charge.at(), now))
          .map(Charge::amount)
          .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private boolean counts(long at, long now) {
      long length = span.length().toNanos();
      long cell = length / Span.CELLS;
      return switch (span.kind()) {
        case ROLLING -> Math.floorDiv(at, cell) >= Math.floorDiv(now - length, cell);
        case ALIGNED, MIDNIGHT -> Math.floorDiv(at, length) == Math.floorDiv(now, length);
        case AFTER, IDLE -> true;
      };
    }

    BigDecimal spentWithin(Duration length, long now) {
      return charges.stream()
          .filter(charge -> charge.at() > now - length.toNanos())
          .map(Charge::amount)
          .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    BigDecimal left(long now) {
      return allowed.subtract(spent(now)).subtract(held());
    }
  }

  @Property
  void any_history_equals_the_model(
      @ForAll("allowances") Allowance allowance, @ForAll("histories") List<Step> history) {
    AccountSpec spec = new AccountSpec(1, List.of(allowance), ZoneOffset.UTC, List.of());
    Ledger ledger = new Ledger();
    Model model = new Model(allowance);
    List<Long> numbers = new ArrayList<>();
    long now = START;
    for (Step step : history) {
      now += step.after().toNanos();
      if (step.settles() < numbers.size()) {
        long number = numbers.get(step.settles());
        List<SettledHold> settled =
            ledger.settle(List.of(new HoldSettlement(spec, step.amount())), number, now);
        assertThat(settled.get(0).settled()).isEqualTo(model.settle(number, step.amount(), now));
      } else {
        long number = numbers.size() + 100L;
        numbers.add(number);
        boolean granted =
            ledger
                .reserve(List.of(request(spec, step.amount())), number, LEASE, now)
                .get(0)
                .admitted();
        assertThat(granted).isEqualTo(model.reserve(number, step.amount(), now));
      }
      ledger = copy(ledger);
      assertThat(left(ledger, spec, now)).isEqualByComparingTo(model.left(now));
      if (allowance.span().kind() == Span.Kind.ROLLING) {
        assertThat(model.spent(now))
            .isGreaterThanOrEqualTo(model.spentWithin(allowance.span().length(), now));
      }
    }
  }

  /** The time that a refusal tells is the first at which the request fits. */
  @Property
  void a_request_fits_when_a_refusal_says(
      @ForAll("rolling") Allowance allowance, @ForAll("histories") List<Step> history) {
    AccountSpec spec = new AccountSpec(1, List.of(allowance), ZoneOffset.UTC, List.of());
    Ledger ledger = new Ledger();
    long now = START;
    for (Step step : history) {
      now += step.after().toNanos();
      long amount = Math.max(1, step.amount());
      HoldResult result = ledger.reserve(List.of(request(spec, amount)), now, LEASE, now).get(0);
      ledger.settle(List.of(new HoldSettlement(spec, amount)), now, now);
      if (result.delay().isPresent()) {
        long then = now + result.delay().get().toNanos();
        assertThat(copy(ledger).look(List.of(request(spec, amount)), then).get(0).admitted())
            .isTrue();
        assertThat(copy(ledger).look(List.of(request(spec, amount)), then - 1).get(0).admitted())
            .isFalse();
      }
    }
  }

  /** After a restart: whatever a node had written earlier, nothing counts twice or is forgotten. */
  @Property
  void an_earlier_copy_of_a_ledger_changes_nothing(
      @ForAll("allowances") Allowance allowance,
      @ForAll("histories") List<Step> history,
      @ForAll @IntRange(max = 40) int copied) {
    AccountSpec spec = new AccountSpec(1, List.of(allowance), ZoneOffset.UTC, List.of());
    Ledger ledger = new Ledger();
    Ledger earlier = new Ledger();
    List<Long> numbers = new ArrayList<>();
    boolean forgotten = false;
    long now = START;
    for (int i = 0; i < history.size(); i++) {
      Step step = history.get(i);
      now += step.after().toNanos() + 1;
      if (step.settles() < numbers.size()) {
        ledger.settle(
            List.of(new HoldSettlement(spec, step.amount())), numbers.get(step.settles()), now);
      } else {
        numbers.add(numbers.size() + 100L);
        ledger.reserve(List.of(request(spec, step.amount())), numbers.size() + 99L, LEASE, now);
      }
      if (i == copied) {
        earlier = copy(ledger);
      }
      forgotten |= i >= copied && copy(ledger).isEmpty(now);
    }
    BigDecimal before = left(ledger, spec, now);
    Ledger later = copy(ledger);
    ledger.merge(copy(earlier), now);
    earlier.merge(later, now);

    for (Ledger merged : List.of(ledger, earlier)) {
      // What was settled with nothing is forgotten at once, so that a hold may come back.
      assertThat(left(merged, spec, now)).isLessThanOrEqualTo(before);
      if (!forgotten) {
        assertThat(left(merged, spec, now)).isEqualByComparingTo(before);
      }
    }
  }

  private static HoldRequest request(AccountSpec spec, long amount) {
    return new HoldRequest(KEY, spec, amount, false, true, WhenClusterFails.LOCAL);
  }

  private static BigDecimal left(Ledger ledger, AccountSpec spec, long now) {
    return BigDecimal.valueOf(
        copy(ledger).look(List.of(request(spec, 0)), now).get(0).left().get(0));
  }

  private static Ledger copy(Ledger ledger) {
    ByteWriter out = new ByteWriter();
    ledger.write(out);
    return Ledger.read(new ByteReader(out.toByteArray()));
  }

  @Provide
  Arbitrary<Allowance> allowances() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 5_000_000_000L),
            Arbitraries.of(
                new Span(Span.Kind.ROLLING, Duration.ofMinutes(1)),
                new Span(Span.Kind.ROLLING, Duration.ofHours(1)),
                new Span(Span.Kind.ROLLING, Duration.ofSeconds(7)),
                new Span(Span.Kind.ALIGNED, Duration.ofMinutes(15)),
                new Span(Span.Kind.ALIGNED, Duration.ofDays(1)),
                Span.UNTIL_RESET))
        .as(Allowance::new);
  }

  @Provide
  Arbitrary<Allowance> rolling() {
    return allowances().filter(allowance -> allowance.span().kind() == Span.Kind.ROLLING);
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Duration> waits =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 3_000_000_000L).map(Duration::ofNanos),
            Arbitraries.longs().between(0, 1200).map(Duration::ofSeconds));
    return Combinators.combine(
            waits,
            Arbitraries.integers().between(0, 30),
            Arbitraries.longs().between(0, 2_000_000_000L))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }
}

package io.weir.status.alert;

import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.Span;
import io.weir.internal.events.Event;
import io.weir.internal.events.UsageSettled;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What requests of all nodes cost on each day. The ledgers of budgets keep it, one for each day.
 *
 * <pre>
 *   requests ── accept ─→ what this node has not told yet ── flush ─→ the ledger of the day
 *                                                            of    ←─ the ledger of the day
 * </pre>
 */
final class DailyCosts {

  private static final Logger LOG = LoggerFactory.getLogger(DailyCosts.class);

  /** Never spent. */
  private static final long ENDLESS = Long.MAX_VALUE / 2;

  /** A day is reported on the next one. */
  private static final Span KEPT = new Span(Span.Kind.AFTER, Duration.ofDays(2));

  private static final AccountSpec NANOS = account(1);
  private static final AccountSpec REQUESTS = account(2);
  private static final AccountSpec TOKENS = account(3);

  private final LedgerService ledgers;
  private final String scope;
  private final String currency;
  private final ZoneId zone;
  private final Map<LocalDate, Total> untold = new HashMap<>();

  /** What the cluster told last, for when it does not answer. */
  private volatile Map<LocalDate, Total> known = Map.of();

  /**
   * What requests cost.
   *
   * @param nanos of the currency
   * @param tokens of both directions
   */
  record Total(long nanos, long requests, long tokens) {

    static final Total NOTHING = new Total(0, 0, 0);

    Total plus(Total other) {
      return new Total(
          sum(nanos, other.nanos), sum(requests, other.requests), sum(tokens, other.tokens));
    }

    private static long sum(long one, long other) {
      return one > ENDLESS - other ? ENDLESS : one + other;
    }
  }

  /**
   * Costs of an application.
   *
   * @param scope applications of one scope add up
   * @param currency which alone is counted
   */
  DailyCosts(LedgerService ledgers, String scope, String currency, ZoneId zone) {
    this.ledgers = ledgers;
    this.scope = scope;
    this.currency = currency;
    this.zone = zone;
  }

  private static AccountSpec account(long id) {
    return new AccountSpec(id, List.of(new Allowance(ENDLESS, KEPT)), ZoneOffset.UTC, List.of());
  }

  String currency() {
    return currency;
  }

  /** Takes an event. Never waits for the cluster. */
  void accept(Event event) {
    if (event instanceof UsageSettled settled && settled.currency().equals(currency)) {
      long tokens = settled.inputTokens() + settled.outputTokens();
      add(
          settled.time().atZone(zone).toLocalDate(),
          new Total(settled.nanos(), 1, Math.max(0, tokens)));
    }
  }

  private synchronized void add(LocalDate day, Total total) {
    untold.merge(day, total, Total::plus);
  }

  private synchronized Map<LocalDate, Total> take() {
    Map<LocalDate, Total> taken = Map.copyOf(untold);
    untold.clear();
    return taken;
  }

  private synchronized Total untold(LocalDate day) {
    return untold.getOrDefault(day, Total.NOTHING);
  }

  /** Tells the other nodes what requests cost here. May wait for the cluster. */
  void flush() {
    take().forEach(this::flush);
  }

  private void flush(LocalDate day, Total total) {
    LedgerKey key = key(day);
    try {
      ledgers.ledgers().charge(key, new HoldSettlement(NANOS, total.nanos()));
    } catch (RuntimeException e) {
      LOG.debug("The cluster does not answer", e);
      add(day, total); // Told with the next ones.
      return;
    }
    charge(key, REQUESTS, total.requests());
    charge(key, TOKENS, total.tokens());
  }

  private void charge(LedgerKey key, AccountSpec account, long amount) {
    try {
      ledgers.ledgers().charge(key, new HoldSettlement(account, amount));
    } catch (RuntimeException e) {
      LOG.debug("The cluster does not answer", e);
    }
  }

  private LedgerKey key(LocalDate day) {
    return new LedgerKey(
        ledgers.pseudonyms().of("daily-cost", scope, currency, day.toString()),
        LedgerRetention.of(KEPT),
        false);
  }

  /** What requests of all nodes cost on a day, as far as they have told; of this node, all. */
  Total of(LocalDate day) {
    LedgerKey key = key(day);
    List<OptionalLong> spent =
        ledgers
            .look(List.of(question(key, NANOS), question(key, REQUESTS), question(key, TOKENS)))
            .stream()
            .map(DailyCosts::spent)
            .toList();
    Total told = known.getOrDefault(day, Total.NOTHING);
    if (spent.stream().allMatch(OptionalLong::isPresent)) {
      told =
          new Total(spent.get(0).getAsLong(), spent.get(1).getAsLong(), spent.get(2).getAsLong());
      known = Map.of(day, told);
    }
    return told.plus(untold(day));
  }

  private static HoldRequest question(LedgerKey key, AccountSpec account) {
    return new HoldRequest(key, account, 0, true, false, WhenClusterFails.OPEN);
  }

  private static OptionalLong spent(Optional<HoldResult> answer) {
    return answer
        .filter(result -> !result.left().isEmpty())
        .map(result -> OptionalLong.of(ENDLESS - result.left().get(0)))
        .orElseGet(OptionalLong::empty);
  }
}

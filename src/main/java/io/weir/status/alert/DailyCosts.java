package io.weir.status.alert;

import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.Ledgers;
import io.weir.internal.counting.ledger.Span;
import io.weir.internal.events.Event;
import io.weir.internal.events.UsageSettled;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What requests of all nodes cost on each day. The ledgers of budgets keep it, one for each day.
 *
 * <pre>
 *   requests ── accept ─→ untold ── reserve ─→ unanswered ── settle, until answered ─→ the ledger
 *         of ←─ untold + unanswered + known                known ←────────── look ───── of the day
 * </pre>
 *
 * An amount counts once, whatever the cluster has done with a call that it has not answered: a hold
 * is settled once, and one that nobody settles costs nothing.
 */
final class DailyCosts {

  private static final Logger LOG = LoggerFactory.getLogger(DailyCosts.class);

  /** Never spent. */
  private static final long ENDLESS = Long.MAX_VALUE / 2;

  /** A day is reported on the next one. */
  private static final Duration REPORTED = Duration.ofDays(2);

  /** Ledgers of this kind are not forgotten, however many clients have one. */
  private static final Span KEPT = new Span(Span.Kind.IDLE, REPORTED);

  private static final AccountSpec NANOS = account(1);
  private static final AccountSpec REQUESTS = account(2);
  private static final AccountSpec TOKENS = account(3);

  private final SecureRandom random = new SecureRandom();
  private final Ledgers ledgers;
  private final Pseudonyms pseudonyms;
  private final String scope;
  private final String currency;
  private final ZoneId zone;

  /** What this node has not told yet. */
  private final Map<LocalDate, Total> untold = new TreeMap<>();

  /** What this node has told, of which it does not know whether it has arrived. */
  private final Map<LocalDate, Unanswered> unanswered = new TreeMap<>();

  /** What the cluster told last, and what this node has told since. */
  private final NavigableMap<LocalDate, Total> known = new TreeMap<>();

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
   * An amount on its way.
   *
   * @param number of its hold
   */
  private record Unanswered(long number, Total total) {}

  /**
   * Costs of an application.
   *
   * @param scope applications of one scope add up
   * @param currency which alone is counted
   */
  DailyCosts(LedgerService ledgers, String scope, String currency, ZoneId zone) {
    this.ledgers = ledgers.ledgers();
    this.pseudonyms = ledgers.pseudonyms();
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

  /**
   * What requests of all nodes cost on a day, as far as this node has heard; of this node, all.
   * Never waits for the cluster.
   */
  synchronized Total of(LocalDate day) {
    return known.getOrDefault(day, Total.NOTHING).plus(own(day));
  }

  private Total own(LocalDate day) {
    Unanswered sent = unanswered.get(day);
    return untold
        .getOrDefault(day, Total.NOTHING)
        .plus(sent == null ? Total.NOTHING : sent.total());
  }

  /** What of this node the others may not know. */
  synchronized Total untold() {
    return days().stream().map(this::own).reduce(Total.NOTHING, Total::plus);
  }

  private synchronized Set<LocalDate> days() {
    Set<LocalDate> days = new TreeSet<>(untold.keySet());
    days.addAll(unanswered.keySet());
    return days;
  }

  /**
   * Tells the other nodes what requests cost here, and reads what they cost there, today and
   * yesterday. Used by one thread at a time, which may wait for the cluster.
   */
  void exchange(Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    try {
      days().forEach(this::tell);
      read(today.minusDays(1));
      read(today);
    } catch (RuntimeException e) {
      LOG.debug("The cluster does not answer", e); // What this node knows holds until it does.
    }
    forgetBefore(today.minusDays(1));
  }

  private void tell(LocalDate day) {
    Unanswered sent = sent(day);
    if (sent != null) {
      settle(day, sent);
    }
    if (hasUntold(day)) {
      settle(day, send(day, reserve(day)));
    }
  }

  private synchronized @Nullable Unanswered sent(LocalDate day) {
    return unanswered.get(day);
  }

  private synchronized boolean hasUntold(LocalDate day) {
    return untold.containsKey(day);
  }

  /**
   * Holds nothing, under a number that no other call has: one without an answer may still arrive.
   */
  private long reserve(LocalDate day) {
    long number = random.nextLong();
    ledgers.reserve(key(day), questions(day), number, REPORTED);
    return number;
  }

  private synchronized Unanswered send(LocalDate day, long number) {
    Total total = untold.remove(day);
    Unanswered sent = new Unanswered(number, total == null ? Total.NOTHING : total);
    unanswered.put(day, sent);
    return sent;
  }

  private void settle(LocalDate day, Unanswered sent) {
    ledgers.settle(
        key(day),
        List.of(
            new HoldSettlement(NANOS, sent.total().nanos()),
            new HoldSettlement(REQUESTS, sent.total().requests()),
            new HoldSettlement(TOKENS, sent.total().tokens())),
        sent.number());
    arrived(day);
  }

  private synchronized void arrived(LocalDate day) {
    Unanswered sent = unanswered.remove(day);
    if (sent != null) {
      known.merge(day, sent.total(), Total::plus);
    }
  }

  private void read(LocalDate day) {
    List<Long> spent =
        ledgers.look(key(day), questions(day)).stream().map(DailyCosts::spent).toList();
    learn(day, new Total(spent.get(0), spent.get(1), spent.get(2)));
  }

  private static long spent(HoldResult answer) {
    return ENDLESS - answer.left().get(0);
  }

  private synchronized void learn(LocalDate day, Total total) {
    known.put(day, total);
  }

  private synchronized void forgetBefore(LocalDate day) {
    known.headMap(day).clear();
  }

  private LedgerKey key(LocalDate day) {
    return new LedgerKey(
        pseudonyms.of("daily-cost", scope, currency, day.toString()),
        LedgerRetention.of(KEPT),
        false);
  }

  private List<HoldRequest> questions(LocalDate day) {
    LedgerKey key = key(day);
    return Stream.of(NANOS, REQUESTS, TOKENS)
        .map(account -> new HoldRequest(key, account, 0, true, false, WhenClusterFails.OPEN))
        .toList();
  }
}

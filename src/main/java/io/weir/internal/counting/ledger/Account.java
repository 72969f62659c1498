package io.weir.internal.counting.ledger;

import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One account of a ledger: what was spent in each span, and what is held. */
final class Account {

  /**
   * The most holds of an account: more than requests of one node at once. Of too many, the oldest
   * is charged as if its lease were over.
   */
  static final int MOST_HOLDS = 4096;

  /** What a client waits for holds to be settled: nobody knows when that will be. */
  private static final Duration OF_HOLDS = Duration.ofSeconds(10);

  /** As long as a copy of what was reset may turn up: the longest period. */
  private static final long RESET_KEPT = Duration.ofDays(366).toNanos();

  /** By how many points spending must fall below a percentage before it warns again. */
  private static final int FALL = 10;

  private final long id;
  private final ZoneId zone;
  private final List<Meter> meters = new ArrayList<>(1);
  private final List<Hold> holds = new ArrayList<>(1);
  private int warned;

  /** When it was reset last; 0 if never. */
  private long since;

  /** When something was spent, held or settled last. */
  private long changed;

  /**
   * A reserved amount.
   *
   * @param number of the reservation
   * @param until the end of its lease
   * @param free whether it costs nothing if nobody settles it
   */
  private record Hold(long number, long amount, long until, boolean free) {}

  Account(long id, ZoneId zone) {
    this.id = id;
    this.zone = zone;
  }

  long id() {
    return id;
  }

  ZoneId zone() {
    return zone;
  }

  /** The meter of a span; a new one, in which nothing is spent, if there is none. */
  private Meter meter(Span span) {
    for (Meter meter : meters) {
      if (meter.span().equals(span)) {
        return meter;
      }
    }
    Meter meter = new Meter(span, zone);
    meters.add(meter);
    return meter;
  }

  /** Charges the holds whose lease is over, at the end of the lease. */
  void lapse(long now) {
    for (Iterator<Hold> each = holds.iterator(); each.hasNext(); ) {
      Hold hold = each.next();
      if (hold.until() <= now) {
        each.remove();
        charge(hold.free() ? 0 : hold.amount(), hold.until());
      }
    }
  }

  private void changeAt(long now) {
    changed = Math.max(changed, now);
  }

  /** Forgets what was spent and held; false if that was nothing. */
  boolean reset(long now) {
    boolean spent = !holds.isEmpty() || meters.stream().anyMatch(meter -> !meter.isEmpty(now));
    meters.clear();
    holds.clear();
    warned = 0;
    since = now;
    changeAt(now);
    return spent;
  }

  private long held() {
    long held = 0;
    for (Hold hold : holds) {
      held = Meter.saturated(held, hold.amount());
    }
    return held;
  }

  /** Whether an amount fits now. */
  boolean fits(AccountSpec spec, long amount, long now) {
    for (Allowance allowance : spec.allowances()) {
      if (!fits(allowance, amount, now)) {
        return false;
      }
    }
    return true;
  }

  private boolean fits(Allowance allowance, long amount, long now) {
    long used = Meter.saturated(meter(allowance.span()).spent(now), held());
    // A request without an estimate is refused only while the budget is spent.
    return Meter.saturated(used, Math.max(amount, 1)) <= available(allowance, now)
        && used != Long.MAX_VALUE;
  }

  /** What may be spent now: the amount, and what an administrator has added. */
  private long available(Allowance allowance, long now) {
    return Meter.saturated(allowance.amount(), meter(allowance.span()).added(now));
  }

  /**
   * Adds to what may be spent, for as long as what is spent now counts.
   *
   * @param most that may be added meanwhile in all
   * @return whether it was added; if not, nothing has changed
   */
  boolean topUp(AccountSpec spec, long amount, long most, long now) {
    for (Allowance allowance : spec.allowances()) {
      if (Meter.saturated(meter(allowance.span()).added(now), amount) > most) {
        return false;
      }
    }
    allow(spec);
    spec.allowances().forEach(allowance -> meter(allowance.span()).topUp(amount, now));
    changeAt(now);
    return true;
  }

  /** Where each allowance stands. */
  List<AllowanceLevel> levels(AccountSpec spec, long now) {
    List<AllowanceLevel> levels = new ArrayList<>(spec.allowances().size());
    for (Allowance allowance : spec.allowances()) {
      Meter meter = meter(allowance.span());
      OptionalLong reset = meter.untilEmpty(now);
      levels.add(
          new AllowanceLevel(
              meter.spent(now),
              held(),
              meter.added(now),
              reset.isPresent()
                  ? Optional.of(Duration.ofNanos(reset.getAsLong()))
                  : Optional.empty()));
    }
    return levels;
  }

  /** Holds an amount. */
  void hold(AccountSpec spec, HoldTerms terms, long amount, long now) {
    allow(spec);
    spec.allowances().forEach(allowance -> meter(allowance.span()).touch(now));
    if (holds.size() >= MOST_HOLDS) {
      Hold oldest = holds.remove(0);
      charge(oldest.free() ? 0 : oldest.amount(), now);
    }
    holds.add(new Hold(terms.number(), amount, terms.until(), terms.free()));
    changeAt(now);
  }

  /**
   * The terms of a hold.
   *
   * @param number of the reservation
   * @param until the end of its lease
   * @param free whether it costs nothing if nobody settles it
   */
  record HoldTerms(long number, long until, boolean free) {}

  /** Settles a hold; false if it is not open. */
  boolean settle(AccountSpec spec, long number, long amount, long now) {
    if (!holds.removeIf(hold -> hold.number() == number)) {
      return false;
    }
    charge(spec, amount, now);
    return true;
  }

  /** Adds what was spent to all spans, those of other nodes' settings, too. */
  void charge(AccountSpec spec, long amount, long now) {
    allow(spec);
    charge(amount, now);
  }

  private void allow(AccountSpec spec) {
    spec.allowances().forEach(allowance -> meter(allowance.span()).allow(allowance.amount()));
  }

  /** How much would be lost if the account were forgotten, from 0 to 1; 1 if something is held. */
  double weight(long now) {
    return holds.isEmpty()
        ? meters.stream().mapToDouble(meter -> meter.weight(now)).max().orElse(0)
        : 1;
  }

  /** How much of the budget is spent, from 0 to 1; 1 if that cannot be told. */
  double share(long now) {
    return meters.stream().mapToDouble(meter -> meter.share(now)).max().orElse(0);
  }

  /** Gives a hold another end; false if it is not open. */
  boolean extend(long number, long until, long now) {
    for (int i = 0; i < holds.size(); i++) {
      Hold hold = holds.get(i);
      if (hold.number() == number) {
        holds.set(i, new Hold(number, hold.amount(), until, hold.free()));
        changeAt(now);
        return true;
      }
    }
    return false;
  }

  private void charge(long amount, long now) {
    meters.forEach(meter -> meter.add(amount, now));
    changeAt(now);
  }

  /** By how much one of the allowances is overspent. */
  long overdraft(AccountSpec spec, long now) {
    long most = 0;
    for (Allowance allowance : spec.allowances()) {
      most = Math.max(most, meter(allowance.span()).spent(now) - available(allowance, now));
    }
    return most;
  }

  /** The highest percentage that spending has reached, if it was not told yet; otherwise 0. */
  int warn(AccountSpec spec, long now) {
    int reached = 0;
    for (int percentage : spec.warnAt()) {
      if (hasReached(spec, percentage, now)) {
        reached = percentage;
      }
    }
    if (reached > warned) {
      warned = reached;
      return reached;
    }
    if (reached < warned && !hasReached(spec, Math.max(1, warned - FALL), now)) {
      warned = reached;
    }
    return 0;
  }

  private boolean hasReached(AccountSpec spec, int percentage, long now) {
    for (Allowance allowance : spec.allowances()) {
      Allowance available = allowance.of(available(allowance, now));
      if (meter(allowance.span()).spent(now) >= available.percent(percentage)) {
        return true;
      }
    }
    return false;
  }

  /** What each allowance has left. */
  List<Long> left(AccountSpec spec, long now) {
    return spec.allowances().stream()
        .map(
            allowance ->
                available(allowance, now)
                    - Meter.saturated(meter(allowance.span()).spent(now), held()))
        .toList();
  }

  /** Why an amount does not fit, and until when. */
  HoldResult refusal(AccountSpec spec, long amount, int warning, long now) {
    int refusing = -1;
    Optional<Duration> longest = Optional.of(Duration.ZERO);
    for (int i = 0; i < spec.allowances().size(); i++) {
      Allowance allowance = spec.allowances().get(i);
      if (!fits(allowance, amount, now)) {
        Optional<Duration> delay = delay(allowance, Math.max(amount, 1), now);
        if (refusing < 0 || isLonger(delay, longest)) {
          refusing = i;
          longest = delay;
        }
      }
    }
    return new HoldResult(HoldResult.Outcome.REFUSED, left(spec, now), refusing, longest, warning);
  }

  private static boolean isLonger(Optional<Duration> one, Optional<Duration> other) {
    return other.isPresent() && (one.isEmpty() || one.get().compareTo(other.get()) > 0);
  }

  private Optional<Duration> delay(Allowance allowance, long amount, long now) {
    if (amount > available(allowance, now)) {
      return Optional.empty();
    }
    Meter meter = meter(allowance.span());
    long excess = Meter.saturated(meter.spent(now), amount) - available(allowance, now);
    if (excess <= 0) {
      return Optional.of(OF_HOLDS);
    }
    OptionalLong delay = meter.untilLess(excess, now);
    return delay.isPresent() ? Optional.of(Duration.ofNanos(delay.getAsLong())) : Optional.empty();
  }

  /** Whether nothing is lost if the account is forgotten. */
  boolean isEmpty(long now) {
    boolean wasReset = since != 0 && now - since < RESET_KEPT;
    return holds.isEmpty() && !wasReset && meters.stream().allMatch(meter -> meter.isEmpty(now));
  }

  /**
   * Takes over what another copy of the same account has more. What was spent before a reset counts
   * in neither. The copy that changed last knows which holds are open: whichever else holds one has
   * not seen yet that it was settled.
   */
  void merge(Account other, long now) {
    if (other.since < since) {
      return;
    }
    if (other.since > since) {
      meters.clear();
      holds.clear();
      since = other.since;
    }
    for (Meter meter : other.meters) {
      meter(meter.span()).merge(meter, now);
    }
    if (other.changed > changed) {
      holds.clear();
      holds.addAll(other.holds);
      warned = other.warned;
      changed = other.changed;
    }
  }

  void write(ByteWriter out) {
    out.fixed(id).text(zone.getId()).octet(warned).fixed(since).fixed(changed);
    out.count(meters.size());
    meters.forEach(meter -> meter.write(out));
    out.count(holds.size());
    for (Hold hold : holds) {
      out.fixed(hold.number()).count(hold.amount()).fixed(hold.until()).octet(hold.free() ? 1 : 0);
    }
  }

  /**
   * Reads what {@link #write} writes.
   *
   * @param added whether it tells what was added
   */
  static Account read(ByteReader in, boolean added) {
    long id = in.fixed();
    ZoneId zone = ZoneId.of(in.text());
    Account account = new Account(id, zone);
    account.warned = in.octet();
    account.since = in.fixed();
    account.changed = in.fixed();
    for (long rest = in.count(); rest > 0; rest--) {
      account.meters.add(Meter.read(in, zone, added));
    }
    for (long rest = in.count(); rest > 0; rest--) {
      account.holds.add(new Hold(in.fixed(), in.count(), in.fixed(), in.octet() == 1));
    }
    return account;
  }
}

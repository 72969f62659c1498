package io.weir.internal.counting.ledger;

import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.EntryTable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of all budgets that count by the same values. A plain value that is told the time;
 * whoever keeps it guards it.
 *
 * <pre>
 *   written form                                      bytes
 *   format                                            1
 *   number of accounts                                1
 *     id, zone, last warning, reset, last change      29
 *     spans: kind, length, amount, cells              about 12 and 16 for each cell
 *     holds: number, amount, end of the lease, free   about 22 each
 * </pre>
 */
public final class Ledger implements EntryTable.Evictable {

  /** The number of this format, and of all about ledgers that travels between nodes. */
  public static final int FORMAT = 5;

  /** The format before, of which what administrators add was no part. Files may have it. */
  private static final int WITHOUT_ADDED = 4;

  /** A ledger of whose budgets a greater part is spent is not forgotten. */
  public static final double MOST_LOST = 0.1;

  private final List<Account> accounts = new ArrayList<>(1);

  /** A ledger in which nothing is spent. */
  public Ledger() {}

  /** A ledger that was {@linkplain #write written}. */
  public static Ledger read(ByteReader in) {
    int format = in.octet();
    if (format != WITHOUT_ADDED) {
      checkFormat(format);
    }
    Ledger ledger = new Ledger();
    for (long rest = in.count(); rest > 0; rest--) {
      ledger.accounts.add(Account.read(in, format != WITHOUT_ADDED));
    }
    return ledger;
  }

  /** Refuses what a node of another version has sent or stored. */
  public static void checkFormat(int format) {
    if (format != FORMAT) {
      throw new IllegalStateException(
          "a ledger is in format %s instead of %s: it is of another version of Weir; stop all nodes, and start them with one version"
              .formatted(format, FORMAT));
    }
  }

  /** Writes the ledger. */
  public void write(ByteWriter out) {
    out.octet(FORMAT).count(accounts.size());
    accounts.forEach(account -> account.write(out));
  }

  /**
   * Reserves all amounts, or none if an account refuses whose request {@linkplain
   * HoldRequest#stopsOthers stops the others}. Holds whose lease is over are charged before.
   *
   * @param number of the reservation, the same for all its holds
   * @param lease after which a hold is charged
   * @param now in nanoseconds of Unix time
   * @return one result for each request, in their order
   */
  public List<HoldResult> reserve(
      List<HoldRequest> requests, long number, Duration lease, long now) {
    lapse(now);
    List<Account> asked = requests.stream().map(request -> account(request.account())).toList();
    boolean[] fits = new boolean[asked.size()];
    boolean stopped = false;
    for (int i = 0; i < fits.length; i++) {
      HoldRequest request = requests.get(i);
      fits[i] = asked.get(i).fits(request.account(), request.amount(), now);
      stopped |= !fits[i] && request.stopsOthers();
    }
    List<HoldResult> results = new ArrayList<>(fits.length);
    for (int i = 0; i < fits.length; i++) {
      HoldRequest request = requests.get(i);
      Account account = asked.get(i);
      int warned = account.warn(request.account(), now);
      if (!fits[i]) {
        results.add(account.refusal(request.account(), request.amount(), warned, now));
        continue;
      }
      if (!stopped) {
        account.hold(
            request.account(),
            new Account.HoldTerms(number, now + lease.toNanos(), request.free()),
            request.amount(),
            now);
      }
      results.add(
          new HoldResult(
              HoldResult.Outcome.GRANTED,
              account.left(request.account(), now),
              -1,
              Optional.empty(),
              warned));
    }
    forgetEmpty(now);
    return results;
  }

  /** Reads what {@link #reserve} of each request alone would decide now, and reserves nothing. */
  public List<HoldResult> look(List<HoldRequest> requests, long now) {
    List<HoldResult> results = new ArrayList<>(requests.size());
    for (HoldRequest request : requests) {
      Account account = account(request.account());
      account.lapse(now);
      results.add(
          account.fits(request.account(), request.amount(), now)
              ? new HoldResult(
                  HoldResult.Outcome.GRANTED,
                  account.left(request.account(), now),
                  -1,
                  Optional.empty(),
                  0)
              : account.refusal(request.account(), request.amount(), 0, now));
    }
    return results;
  }

  /**
   * Settles the holds of a reservation. A hold that is not open is left alone, so that each is
   * settled once.
   *
   * @return one result for each settlement, in their order
   */
  public List<SettledHold> settle(List<HoldSettlement> settlements, long number, long now) {
    lapse(now);
    List<SettledHold> results = new ArrayList<>(settlements.size());
    for (HoldSettlement settlement : settlements) {
      AccountSpec spec = settlement.account();
      Account account = known(spec.id());
      results.add(
          account == null || !account.settle(spec, number, settlement.amount(), now)
              ? SettledHold.UNKNOWN
              : new SettledHold(true, account.warn(spec, now), account.overdraft(spec, now)));
    }
    forgetEmpty(now);
    return results;
  }

  /** Gives the holds of a reservation a new lease; false if one is not open. */
  public boolean extend(List<Long> ids, long number, Duration lease, long now) {
    lapse(now);
    boolean open = true;
    for (long id : ids) {
      Account account = known(id);
      open &= account != null && account.extend(number, now + lease.toNanos(), now);
    }
    return open;
  }

  /** Adds what was spent of an account without a hold. */
  public void charge(HoldSettlement charge, long now) {
    lapse(now);
    account(charge.account()).charge(charge.account(), charge.amount(), now);
    forgetEmpty(now);
  }

  /**
   * Forgets what was spent and what is held in an account, and that of every older copy that turns
   * up later.
   *
   * @return whether anything was spent or held
   */
  public boolean reset(AccountSpec spec, long now) {
    lapse(now);
    return account(spec).reset(now);
  }

  /**
   * Adds to what an account may spend, in each of its spans, for as long as what is spent now
   * counts.
   *
   * @param most that may be added meanwhile in all
   * @return whether it was added; if not, nothing has changed
   */
  public boolean topUp(HoldSettlement more, long most, long now) {
    lapse(now);
    boolean added = account(more.account()).topUp(more.account(), more.amount(), most, now);
    forgetEmpty(now);
    return added;
  }

  /** Where each allowance of an account stands. */
  public List<AllowanceLevel> levels(AccountSpec spec, long now) {
    lapse(now);
    List<AllowanceLevel> levels = account(spec).levels(spec, now);
    forgetEmpty(now);
    return levels;
  }

  /**
   * Takes over what was spent more in another copy of this ledger, as after a restart: nothing that
   * both have counts twice.
   */
  public void merge(Ledger copy, long now) {
    for (Account account : copy.accounts) {
      Account own = known(account.id());
      if (own == null) {
        own = new Account(account.id(), account.zone());
        accounts.add(own);
      }
      own.merge(account, now);
    }
  }

  private void lapse(long now) {
    accounts.forEach(account -> account.lapse(now));
  }

  private void forgetEmpty(long now) {
    accounts.removeIf(account -> account.isEmpty(now));
  }

  /** Forgets an account, as if it had never been. */
  void forget(long account) {
    accounts.removeIf(known -> known.id() == account);
  }

  @Override
  public boolean isOver(long now) {
    return isEmpty(now);
  }

  /** Whether nothing is lost if the ledger is forgotten. */
  public boolean isEmpty(long now) {
    lapse(now);
    forgetEmpty(now);
    return accounts.isEmpty();
  }

  /**
   * How much of its budget the account with most has spent, from 0 to 1: of a full table, the
   * ledger with least goes. It is 1 if an account has an amount in all or something is held.
   */
  @Override
  public double weight(long now) {
    double most = 0;
    for (Account account : accounts) {
      account.lapse(now);
      most = Math.max(most, account.weight(now));
    }
    return most;
  }

  /**
   * How much of its budget the account with most has spent, from 0 to 1, whatever ends it; 1 if
   * that cannot be told.
   */
  public double share(long now) {
    double most = 0;
    for (Account account : accounts) {
      most = Math.max(most, account.share(now));
    }
    return most;
  }

  private @Nullable Account known(long id) {
    for (Account account : accounts) {
      if (account.id() == id) {
        return account;
      }
    }
    return null;
  }

  private Account account(AccountSpec spec) {
    Account account = known(spec.id());
    if (account == null) {
      ZoneId zone = spec.zone();
      account = new Account(spec.id(), zone);
      accounts.add(account);
    }
    return account;
  }
}

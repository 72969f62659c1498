package io.weir.internal.counting.wire;

import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.AllowanceLevel;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.Ledger;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.SettledHold;
import io.weir.internal.counting.ledger.Span;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * An operation on one ledger, which runs on the node that keeps it. It takes and returns bytes, so
 * that this class is the only one that is deserialized.
 *
 * <pre>
 *   question   format, table, kind, time, and what it is about
 *   answer     format, results
 *              nothing: there is no such ledger, and there may be an overflow ledger instead
 * </pre>
 */
public final class LedgerOperation
    implements EntryProcessor<String, byte[], byte[]>, Externalizable {

  private static final long serialVersionUID = 1;

  private static final byte[] NOTHING = {};

  /** The place of the table in a question, and what stands there for an overflow ledger. */
  private static final int TABLE = 1;

  private static final int OVERFLOW = 255;

  private static final int RESERVE = 0;
  private static final int LOOK = 1;
  private static final int SETTLE = 2;
  private static final int EXTEND = 3;
  private static final int CHARGE = 4;
  private static final int RESET = 5;
  private static final int MERGE = 6;
  private static final int TOP_UP = 7;
  private static final int LEVELS = 8;

  private byte[] question;

  /** For deserialization. */
  public LedgerOperation() {
    this(NOTHING);
  }

  private LedgerOperation(byte[] question) {
    this.question = question;
  }

  /**
   * As {@link Ledger#reserve}.
   *
   * @param table that has the ledger
   * @param time of the operation; null for the clock of the node that keeps the ledger
   */
  public static LedgerOperation reserve(
      LedgerRetention table,
      List<HoldRequest> requests,
      long number,
      Duration lease,
      @Nullable Instant time) {
    ByteWriter out = header(table, RESERVE, time).fixed(number).count(lease.toNanos());
    return new LedgerOperation(requests(requests, out).toByteArray());
  }

  /** As {@link Ledger#look}. */
  public static LedgerOperation look(
      LedgerRetention table, List<HoldRequest> requests, @Nullable Instant time) {
    return new LedgerOperation(requests(requests, header(table, LOOK, time)).toByteArray());
  }

  /** As {@link Ledger#settle}. */
  public static LedgerOperation settle(
      LedgerRetention table,
      List<HoldSettlement> settlements,
      long number,
      @Nullable Instant time) {
    ByteWriter out = header(table, SETTLE, time).fixed(number).count(settlements.size());
    settlements.forEach(settlement -> write(settlement, out));
    return new LedgerOperation(out.toByteArray());
  }

  /** As {@link Ledger#extend}. */
  public static LedgerOperation extend(
      LedgerRetention table,
      List<Long> accounts,
      long number,
      Duration lease,
      @Nullable Instant time) {
    ByteWriter out =
        header(table, EXTEND, time).fixed(number).count(lease.toNanos()).count(accounts.size());
    accounts.forEach(out::fixed);
    return new LedgerOperation(out.toByteArray());
  }

  /** As {@link Ledger#charge}. */
  public static LedgerOperation charge(
      LedgerRetention table, HoldSettlement charge, @Nullable Instant time) {
    ByteWriter out = header(table, CHARGE, time);
    write(charge, out);
    return new LedgerOperation(out.toByteArray());
  }

  /** As {@link Ledger#reset}. */
  public static LedgerOperation reset(
      LedgerRetention table, AccountSpec account, @Nullable Instant time) {
    ByteWriter out = header(table, RESET, time);
    write(account, out);
    return new LedgerOperation(out.toByteArray());
  }

  /** As {@link Ledger#topUp}. */
  public static LedgerOperation topUp(
      LedgerRetention table, HoldSettlement more, long most, @Nullable Instant time) {
    ByteWriter out = header(table, TOP_UP, time);
    write(more, out);
    return new LedgerOperation(out.count(most).toByteArray());
  }

  /** As {@link Ledger#levels}. */
  public static LedgerOperation levels(
      LedgerRetention table, AccountSpec account, @Nullable Instant time) {
    ByteWriter out = header(table, LEVELS, time);
    write(account, out);
    return new LedgerOperation(out.toByteArray());
  }

  /** As {@link Ledger#merge}. */
  public static LedgerOperation merge(LedgerRetention table, byte[] copy, @Nullable Instant time) {
    return new LedgerOperation(header(table, MERGE, time).array(copy).toByteArray());
  }

  private static ByteWriter header(LedgerRetention table, int kind, @Nullable Instant time) {
    return OperationTime.write(
        time, new ByteWriter().octet(Ledger.FORMAT).octet(Crowding.number(table)).octet(kind));
  }

  /** The same operation on an overflow ledger, for which there is always room. */
  public LedgerOperation onOverflow() {
    byte[] changed = question.clone();
    changed[TABLE] = (byte) OVERFLOW;
    return new LedgerOperation(changed);
  }

  /** Whether the operation did nothing, because there is no such ledger. */
  public static boolean isElsewhere(byte[] answer) {
    return answer.length == 0;
  }

  @Override
  public byte[] process(MutableEntry<String, byte[]> stored, Object... none) {
    ByteReader in = new ByteReader(question);
    Ledger.checkFormat(in.octet());
    int table = in.octet();
    int kind = in.octet();
    if (!stored.exists() && table != OVERFLOW && isElsewhere(kind, Crowding.of(table))) {
      return NOTHING;
    }
    long now = OperationTime.read(in);
    byte[] before = stored.exists() ? stored.getValue() : NOTHING;
    Ledger ledger = before.length == 0 ? new Ledger() : Ledger.read(new ByteReader(before));
    ByteWriter answer = new ByteWriter().octet(Ledger.FORMAT);
    run(kind, ledger, in, answer, now);
    if (kind != LOOK && kind != LEVELS) {
      store(ledger, before, stored, now);
    }
    return answer.toByteArray();
  }

  /** Whether an operation on a ledger that is not there belongs to an overflow ledger. */
  private static boolean isElsewhere(int kind, Crowding table) {
    return switch (kind) {
      case SETTLE, EXTEND -> true;
      case RESET -> false; // It is remembered, for older copies that turn up later.
      default -> !table.hasRoom();
    };
  }

  private static void run(int kind, Ledger ledger, ByteReader in, ByteWriter answer, long now) {
    switch (kind) {
      case RESERVE -> {
        long number = in.fixed();
        Duration lease = Duration.ofNanos(in.count());
        results(ledger.reserve(requests(in), number, lease, now), answer);
      }
      case LOOK -> results(ledger.look(requests(in), now), answer);
      case SETTLE -> {
        long number = in.fixed();
        List<SettledHold> settled = ledger.settle(settlements(in), number, now);
        answer.count(settled.size());
        settled.forEach(
            one -> answer.octet(flag(one.settled())).octet(one.warned()).count(one.overdraft()));
      }
      case EXTEND -> {
        long number = in.fixed();
        Duration lease = Duration.ofNanos(in.count());
        List<Long> ids = new ArrayList<>();
        for (long rest = in.count(); rest > 0; rest--) {
          ids.add(in.fixed());
        }
        answer.octet(flag(ledger.extend(ids, number, lease, now)));
      }
      case CHARGE -> ledger.charge(settlement(in), now);
      case RESET -> answer.octet(flag(ledger.reset(account(in), now)));
      case TOP_UP -> answer.octet(flag(ledger.topUp(settlement(in), in.count(), now)));
      case LEVELS -> write(ledger.levels(account(in), now), answer);
      case MERGE -> ledger.merge(Ledger.read(new ByteReader(in.array())), now);
      default -> throw new IllegalStateException("no operation %s".formatted(kind));
    }
  }

  /** A refused request changes nothing, so it does not prolong what is kept. */
  private static void store(
      Ledger ledger, byte[] before, MutableEntry<String, byte[]> stored, long now) {
    if (ledger.isEmpty(now)) {
      if (before.length > 0) {
        stored.remove();
      }
      return;
    }
    ByteWriter out = new ByteWriter();
    ledger.write(out);
    byte[] after = out.toByteArray();
    if (!Arrays.equals(before, after)) {
      stored.setValue(after);
    }
  }

  private static int flag(boolean set) {
    return set ? 1 : 0;
  }

  private static ByteWriter requests(List<HoldRequest> requests, ByteWriter out) {
    out.count(requests.size());
    for (HoldRequest request : requests) {
      write(request.account(), out);
      out.count(request.amount()).octet(flag(request.free())).octet(flag(request.stopsOthers()));
    }
    return out;
  }

  private static List<HoldRequest> requests(ByteReader in) {
    // Only the asking node needs the key, and what applies if this one does not answer.
    LedgerKey here = new LedgerKey("", LedgerRetention.DAY, false);
    List<HoldRequest> requests = new ArrayList<>();
    for (long rest = in.count(); rest > 0; rest--) {
      requests.add(
          new HoldRequest(
              here,
              account(in),
              in.count(),
              in.octet() == 1,
              in.octet() == 1,
              WhenClusterFails.LOCAL));
    }
    return requests;
  }

  private static void write(HoldSettlement settlement, ByteWriter out) {
    write(settlement.account(), out);
    out.count(settlement.amount());
  }

  private static HoldSettlement settlement(ByteReader in) {
    return new HoldSettlement(account(in), in.count());
  }

  private static List<HoldSettlement> settlements(ByteReader in) {
    List<HoldSettlement> settlements = new ArrayList<>();
    for (long rest = in.count(); rest > 0; rest--) {
      settlements.add(settlement(in));
    }
    return settlements;
  }

  private static void write(AccountSpec account, ByteWriter out) {
    out.fixed(account.id()).text(account.zone().getId()).count(account.allowances().size());
    for (Allowance allowance : account.allowances()) {
      out.count(allowance.amount())
          .octet(allowance.span().kind().number())
          .count(allowance.span().length().toSeconds());
    }
    out.count(account.warnAt().size());
    account.warnAt().forEach(out::octet);
  }

  private static AccountSpec account(ByteReader in) {
    long id = in.fixed();
    ZoneId zone = ZoneId.of(in.text());
    List<Allowance> allowances = new ArrayList<>();
    for (long rest = in.count(); rest > 0; rest--) {
      long amount = in.count();
      Span.Kind kind = Span.Kind.of(in.octet());
      allowances.add(new Allowance(amount, new Span(kind, Duration.ofSeconds(in.count()))));
    }
    List<Integer> warnAt = new ArrayList<>();
    for (long rest = in.count(); rest > 0; rest--) {
      warnAt.add(in.octet());
    }
    return new AccountSpec(id, allowances, zone, warnAt);
  }

  private static void results(List<HoldResult> results, ByteWriter out) {
    out.count(results.size());
    for (HoldResult result : results) {
      out.octet(result.outcome().number()).count(result.left().size());
      result.left().forEach(out::signed);
      out.signed(result.refusing())
          .signed(result.delay().map(Duration::toNanos).orElse(-1L))
          .octet(result.warned());
    }
  }

  /** Reads the answer to {@link #reserve} or {@link #look}. */
  public static List<HoldResult> results(byte[] answer) {
    ByteReader in = answer(answer);
    List<HoldResult> results = new ArrayList<>();
    for (long rest = in.count(); rest > 0; rest--) {
      HoldResult.Outcome outcome = HoldResult.Outcome.of(in.octet());
      List<Long> left = new ArrayList<>();
      for (long more = in.count(); more > 0; more--) {
        left.add(in.signed());
      }
      int refusing = (int) in.signed();
      long delay = in.signed();
      results.add(
          new HoldResult(
              outcome,
              left,
              refusing,
              delay < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(delay)),
              in.octet()));
    }
    return results;
  }

  private static void write(List<AllowanceLevel> levels, ByteWriter out) {
    out.count(levels.size());
    for (AllowanceLevel level : levels) {
      out.count(level.spent())
          .count(level.held())
          .count(level.added())
          .signed(level.reset().map(Duration::toNanos).orElse(-1L));
    }
  }

  /** Reads the answer to {@link #levels(LedgerRetention, AccountSpec, Instant)}. */
  public static List<AllowanceLevel> levels(byte[] answer) {
    ByteReader in = answer(answer);
    List<AllowanceLevel> levels = new ArrayList<>();
    for (long rest = in.count(); rest > 0; rest--) {
      long spent = in.count();
      long held = in.count();
      long added = in.count();
      long reset = in.signed();
      levels.add(
          new AllowanceLevel(
              spent,
              held,
              added,
              reset < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(reset))));
    }
    return levels;
  }

  /** Reads the answer to {@link #settle}. */
  public static List<SettledHold> settled(byte[] answer) {
    ByteReader in = answer(answer);
    List<SettledHold> results = new ArrayList<>();
    for (long rest = in.count(); rest > 0; rest--) {
      results.add(new SettledHold(in.octet() == 1, in.octet(), in.count()));
    }
    return results;
  }

  /** Reads the answer to {@link #extend}, {@link #reset} or {@link #topUp}. */
  public static boolean done(byte[] answer) {
    return answer(answer).octet() == 1;
  }

  private static ByteReader answer(byte[] answer) {
    ByteReader in = new ByteReader(answer);
    Ledger.checkFormat(in.octet());
    return in;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    Question.write(question, out);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    question = Question.read(in);
  }
}

package io.weir.internal.counting.wire;

import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.Entry;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.time.Instant;
import java.util.List;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * An operation on one entry, which runs on the node that keeps it. It takes and returns bytes, so
 * that this class is the only one that is deserialized.
 *
 * <pre>
 *   question   format, table, kind, time, requests or settlements
 *   answer     format, time, whether tokens were taken, an outcome for each request, the entry
 *              the format alone: there is no such entry, and no room for one
 * </pre>
 */
public final class EntryOperation
    implements EntryProcessor<String, byte[], byte[]>, Externalizable {

  private static final long serialVersionUID = 1;

  private static final byte[] NO_ANSWER = {};
  private static final byte[] NO_ROOM = {Entry.FORMAT};

  /** The place of the table in a question, and what stands there for an overflow entry. */
  private static final int TABLE = 1;

  private static final int OVERFLOW = 255;

  private static final int TAKE = 0;
  private static final int LOOK = 1;
  private static final int SETTLE = 2;

  /** The place in the list is the number that is written. */
  private static final List<Outcome> OUTCOMES =
      List.of(Outcome.GRANTED, Outcome.SPARED, Outcome.REFUSED);

  private byte[] question;

  /** For deserialization. */
  public EntryOperation() {
    this(NO_ANSWER);
  }

  private EntryOperation(byte[] question) {
    this.question = question;
  }

  /**
   * Takes the tokens of all requests or of none.
   *
   * @param table that has the entry
   * @param time of the operation; null for the clock of the node that keeps the entry
   */
  public static EntryOperation take(
      RetentionClass table, List<TokenRequest> requests, @Nullable Instant time) {
    return requests(table, TAKE, requests, time);
  }

  /** Reads what would be decided. */
  public static EntryOperation look(
      RetentionClass table, List<TokenRequest> requests, @Nullable Instant time) {
    return requests(table, LOOK, requests, time);
  }

  private static EntryOperation requests(
      RetentionClass table, int kind, List<TokenRequest> requests, @Nullable Instant time) {
    ByteWriter out = header(table, kind, time).count(requests.size());
    requests.forEach(request -> RequestFormat.write(request, out));
    return new EntryOperation(out.toByteArray());
  }

  /** Corrects consumptions. */
  public static EntryOperation settle(
      RetentionClass table, List<Settlement> settlements, @Nullable Instant time) {
    ByteWriter out = header(table, SETTLE, time).count(settlements.size());
    settlements.forEach(settlement -> RequestFormat.write(settlement, out));
    return new EntryOperation(out.toByteArray());
  }

  private static ByteWriter header(RetentionClass table, int kind, @Nullable Instant time) {
    ByteWriter out = new ByteWriter().octet(Entry.FORMAT).octet(Crowding.number(table)).octet(kind);
    return OperationTime.write(time, out);
  }

  /** The same operation on an overflow entry, for which there is always room. */
  public EntryOperation onOverflow() {
    byte[] changed = question.clone();
    changed[TABLE] = (byte) OVERFLOW;
    return new EntryOperation(changed);
  }

  /** Whether the operation did nothing, because there is no such entry and no room for one. */
  public static boolean isWithoutRoom(byte[] answer) {
    return answer.length == NO_ROOM.length;
  }

  @Override
  public byte[] process(MutableEntry<String, byte[]> stored, Object... none) {
    ByteReader in = new ByteReader(question);
    Entry.checkFormat(in.octet());
    int table = in.octet();
    if (!stored.exists() && table != OVERFLOW && !Crowding.of(table).hasRoom()) {
      return NO_ROOM;
    }
    int kind = in.octet();
    long now = OperationTime.read(in);
    Entry entry = stored.exists() ? Entry.read(new ByteReader(stored.getValue())) : new Entry();
    EntryKey key = RequestFormat.here(stored.getKey());
    if (kind == SETTLE) {
      if (entry.settle(RequestFormat.settlements(in, key), now)) {
        store(entry, bytes(entry), stored);
      }
      return NO_ANSWER;
    }
    List<TokenRequest> requests = RequestFormat.requests(in, key);
    Entry.Answer answer = kind == TAKE ? entry.take(requests, now) : entry.look(requests, now);
    byte[] bytes = bytes(entry);
    if (answer.changed()) {
      store(entry, bytes, stored);
    }
    return answer(answer, bytes);
  }

  private static byte[] bytes(Entry entry) {
    ByteWriter out = new ByteWriter();
    entry.write(out);
    return out.toByteArray();
  }

  private static void store(Entry entry, byte[] bytes, MutableEntry<String, byte[]> stored) {
    if (entry.isEmpty()) {
      stored.remove();
    } else {
      stored.setValue(bytes);
    }
  }

  private static byte[] answer(Entry.Answer answer, byte[] entry) {
    ByteWriter out = new ByteWriter().octet(Entry.FORMAT).fixed(answer.now());
    out.octet(answer.taken() ? 1 : 0).count(answer.outcomes().length);
    for (Outcome outcome : answer.outcomes()) {
      out.octet(OUTCOMES.indexOf(outcome));
    }
    return out.array(entry).toByteArray();
  }

  /**
   * What the node that keeps the entry has answered.
   *
   * @param entry as the operation left it
   */
  public record Answered(Entry.Answer answer, Entry entry) {

    /** Reads an answer to {@link #take} or {@link #look}. */
    public static Answered read(byte[] bytes) {
      ByteReader in = new ByteReader(bytes);
      Entry.checkFormat(in.octet());
      long now = in.fixed();
      boolean taken = in.octet() == 1;
      Outcome[] outcomes = new Outcome[(int) in.count()];
      for (int i = 0; i < outcomes.length; i++) {
        outcomes[i] = OUTCOMES.get(in.octet());
      }
      Entry entry = Entry.read(new ByteReader(in.array()));
      return new Answered(new Entry.Answer(outcomes, taken, false, now), entry);
    }
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

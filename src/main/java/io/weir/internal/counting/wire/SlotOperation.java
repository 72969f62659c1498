package io.weir.internal.counting.wire;

import io.weir.internal.counting.slot.SlotRequest;
import io.weir.internal.counting.slot.Slots;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/**
 * An operation on the slots of one key, which runs on the node that keeps them.
 *
 * <pre>
 *   question   format, kind, time, and what it is about
 *   answer     format, results
 * </pre>
 */
public final class SlotOperation implements EntryProcessor<String, byte[], byte[]>, Externalizable {

  private static final long serialVersionUID = 1;

  private static final int TAKE = 0;
  private static final int RENEW = 1;
  private static final int RELEASE = 2;

  private byte[] question;

  /** For deserialization. */
  public SlotOperation() {
    this(new byte[0]);
  }

  private SlotOperation(byte[] question) {
    this.question = question;
  }

  /**
   * As {@link Slots#take}.
   *
   * @param time of the operation; null for the clock of the node that keeps the slots
   */
  public static SlotOperation take(SlotRequest request, Duration lease, @Nullable Instant time) {
    ByteWriter out = header(TAKE, time).count(lease.toNanos());
    write(request, out);
    return new SlotOperation(out.toByteArray());
  }

  /** As {@link Slots#renew}. */
  public static SlotOperation renew(
      List<SlotRequest> requests, Duration lease, @Nullable Instant time) {
    ByteWriter out = header(RENEW, time).count(lease.toNanos()).count(requests.size());
    requests.forEach(request -> write(request, out));
    return new SlotOperation(out.toByteArray());
  }

  /** As {@link Slots#release}. */
  public static SlotOperation release(long id, @Nullable Instant time) {
    return new SlotOperation(header(RELEASE, time).fixed(id).toByteArray());
  }

  private static ByteWriter header(int kind, @Nullable Instant time) {
    return OperationTime.write(time, new ByteWriter().octet(Slots.FORMAT).octet(kind));
  }

  private static void write(SlotRequest request, ByteWriter out) {
    out.fixed(request.bucket()).fixed(request.id()).count(request.most());
  }

  private static SlotRequest request(ByteReader in) {
    return new SlotRequest(in.fixed(), in.fixed(), in.count());
  }

  @Override
  public byte[] process(MutableEntry<String, byte[]> stored, Object... none) {
    ByteReader in = new ByteReader(question);
    Slots.checkFormat(in.octet());
    int kind = in.octet();
    long now = OperationTime.read(in);
    Slots slots = stored.exists() ? Slots.read(new ByteReader(stored.getValue())) : new Slots();
    ByteWriter answer = new ByteWriter().octet(Slots.FORMAT);
    boolean changed = run(kind, slots, in, answer, now);
    if (changed && !slots.isEmpty(now)) {
      ByteWriter out = new ByteWriter();
      slots.write(out);
      stored.setValue(out.toByteArray());
    } else if (changed && stored.exists()) {
      stored.remove();
    }
    return answer.toByteArray();
  }

  /** Whether it may have changed something: a refusal does not. */
  private static boolean run(int kind, Slots slots, ByteReader in, ByteWriter answer, long now) {
    switch (kind) {
      case TAKE -> {
        long lease = in.count();
        boolean taken = slots.take(request(in), lease, now);
        answer.octet(taken ? 1 : 0);
        return taken;
      }
      case RENEW -> {
        long lease = in.count();
        List<SlotRequest> requests = new ArrayList<>();
        for (long rest = in.count(); rest > 0; rest--) {
          requests.add(request(in));
        }
        Set<Long> lost = slots.renew(requests, lease, now);
        answer.count(lost.size());
        lost.forEach(answer::fixed);
        return true;
      }
      case RELEASE -> {
        slots.release(in.fixed());
        return true;
      }
      default -> throw new IllegalStateException("no operation %s".formatted(kind));
    }
  }

  /** Reads the answer to {@link #take}. */
  public static boolean taken(byte[] answer) {
    return answer(answer).octet() == 1;
  }

  /** Reads the answer to {@link #renew}. */
  public static Set<Long> lost(byte[] answer) {
    ByteReader in = answer(answer);
    Set<Long> lost = new HashSet<>();
    for (long rest = in.count(); rest > 0; rest--) {
      lost.add(in.fixed());
    }
    return lost;
  }

  private static ByteReader answer(byte[] answer) {
    ByteReader in = new ByteReader(answer);
    Slots.checkFormat(in.octet());
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

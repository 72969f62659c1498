package io.weir.internal.counting.store;

import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Limits and how tokens come back, as bytes. */
public final class LimitFormat {

  /** The place in the list is the number that is written. */
  private static final List<Refill> REFILLS =
      List.of(Refill.WINDOW, Refill.SMOOTH, Refill.ALIGNED, Refill.STRICT);

  private LimitFormat() {}

  /** The refill of this number. */
  public static Refill refill(int number) {
    return REFILLS.get(number);
  }

  /** The number of a refill, 0 to 127. */
  public static int number(Refill refill) {
    return REFILLS.indexOf(refill);
  }

  /** Reads what {@link #write} has written. */
  public static List<Limit> read(ByteReader in) {
    int number = (int) in.count();
    List<Limit> limits = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      limits.add(new Limit(in.count(), Duration.ofSeconds(in.count())));
    }
    return limits;
  }

  /** Writes the tokens and the seconds of each limit. */
  public static void write(List<Limit> limits, ByteWriter out) {
    out.count(limits.size());
    for (Limit limit : limits) {
      out.count(limit.tokens()).count(limit.period().toSeconds());
    }
  }
}

package io.weir.status.metrics;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of a label that get series of their own: {@value #MOST} at most, and {@value #OTHER}
 * for all others. A value that has series of its own keeps them, so that no series ever falls.
 *
 * <pre>
 *   places  1 … 10   a value that occurs
 *          11 … 30   a value that occurs 10 times
 *          31 … 50   a value that occurs 100 times
 * </pre>
 *
 * A flood of values that occur once each therefore takes 10 places, and the busiest get the others.
 */
final class BoundedLabel {

  static final int MOST = 50;
  static final String OTHER = "other";

  /**
   * Values that are watched while they have no place. The one that was quiet longest is dropped.
   */
  private static final int WATCHED = 1_000;

  /** Nothing that Weir tells is longer. A longer value would be one that a client has written. */
  private static final int MAX_LENGTH = 256;

  private final Set<String> named = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> watched = new LastTouched();

  /** The value if it has series of its own, otherwise {@value #OTHER}. */
  String of(String value) {
    if (named.contains(value)) {
      return value;
    }
    if (named.size() >= MOST || value.length() > MAX_LENGTH || value.equals(OTHER)) {
      return OTHER;
    }
    return watch(value);
  }

  private synchronized String watch(String value) {
    if (named.contains(value)) {
      return value;
    }
    int place = named.size() + 1;
    if (place > MOST) {
      return OTHER;
    }
    int times = watched.merge(value, 1, Integer::sum);
    if (times < timesFor(place)) {
      return OTHER;
    }
    watched.remove(value);
    named.add(value);
    if (place == MOST) {
      watched.clear();
    }
    return value;
  }

  private static int timesFor(int place) {
    return place <= 10 ? 1 : place <= 30 ? 10 : 100;
  }

  /** In the order of their last occurrence. */
  private static final class LastTouched extends LinkedHashMap<String, Integer> {

    private static final long serialVersionUID = 1;

    LastTouched() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
      return size() > WATCHED;
    }
  }
}

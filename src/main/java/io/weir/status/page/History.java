package io.weir.status.page;

import io.weir.internal.events.EventCounters.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What was decided over the last minute, hour and day, from totals that were noted each minute.
 * Counters only grow, so a difference is what happened between two notes.
 */
final class History {

  private static final int MINUTES_OF_AN_HOUR = 60;
  private static final int MINUTES_OF_A_DAY = 24 * MINUTES_OF_AN_HOUR;

  /** A note is due so long after the last one. */
  static final Duration STEP = Duration.ofMinutes(1);

  /** The newest note is the first. */
  private final Deque<Note> notes = new ArrayDeque<>();

  /** The totals at one time. */
  private record Note(Instant time, List<Long> totals) {}

  /**
   * What became of the requests of one rule.
   *
   * @param count the total, by filter, rule and verdict
   * @param minute how many in the last minute
   * @param hour how many in the last hour
   * @param day how many in the last day
   * @param minutes how many in each of the last 60 minutes, the oldest first
   */
  record Past(Count count, long minute, long hour, long day, List<Long> minutes) {}

  /** Notes the totals if that is due; whether it was. */
  synchronized boolean note(Instant now, List<Count> counts) {
    Note last = notes.peekFirst();
    if (last != null && Duration.between(last.time(), now).abs().compareTo(STEP) < 0) {
      return false;
    }
    notes.addFirst(new Note(now, counts.stream().map(Count::total).toList()));
    while (notes.size() > MINUTES_OF_A_DAY + 1) {
      notes.removeLast();
    }
    return true;
  }

  /** The past of each total. */
  synchronized List<Past> of(List<Count> counts) {
    List<Note> known = List.copyOf(notes);
    List<Past> all = new ArrayList<>(counts.size());
    for (int i = 0; i < counts.size(); i++) {
      long now = counts.get(i).total();
      List<Long> minutes = new ArrayList<>(MINUTES_OF_AN_HOUR);
      long later = now;
      Iterator<Note> earlier = known.iterator();
      for (int minute = 0; minute < MINUTES_OF_AN_HOUR; minute++) {
        long then = earlier.hasNext() ? total(earlier.next(), i) : later;
        minutes.add(0, later - then);
        later = then;
      }
      all.add(
          new Past(
              counts.get(i),
              now - before(known, 1, i, now),
              now - before(known, MINUTES_OF_AN_HOUR, i, now),
              now - before(known, MINUTES_OF_A_DAY, i, now),
              minutes));
    }
    return all;
  }

  /** The total so many notes ago; of the oldest note if there are fewer. */
  private static long before(List<Note> notes, int back, int count, long now) {
    return notes.isEmpty() ? now : total(notes.get(Math.min(back, notes.size() - 1)), count);
  }

  private static long total(Note note, int count) {
    return count < note.totals().size() ? note.totals().get(count) : 0;
  }
}

package io.weir.internal.counting.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often a full table looks at its entries. */
class EntryTableTest {

  private static final int MOST = 1 << 13;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private int looks;
  private long now = 1000 * SECOND;

  /** An entry that counts how often it is looked at. */
  private final class Looked implements EntryTable.Evictable {

    private long over = Long.MAX_VALUE;
    private double weight = 1;

    @Override
    public boolean isOver(long now) {
      looks++;
      return now >= over;
    }

    @Override
    public double weight(long now) {
      return weight;
    }
  }

  private final EntryTable<Looked> table = new EntryTable<>(MOST, 0.5, Looked::new);

  private Looked add(String name) {
    EntryTable.Part<Looked> part = table.part(name);
    synchronized (part) {
      Looked entry = part.entry(name, now);
      part.keep(name, entry);
      return entry;
    }
  }

  private void fill() {
    for (int i = 0; i < 2 * MOST; i++) {
      add("first-" + i);
    }
    assertThat(table.size()).isBetween(MOST / 2, MOST);
    looks = 0;
  }

  @Test
  void a_flood_has_a_full_table_searched_once_a_second() {
    fill();
    for (int i = 0; i < 10 * MOST; i++) {
      add("more-" + i);
    }
    assertThat(looks).isLessThanOrEqualTo(MOST);
    looks = 0;
    now += SECOND;
    for (int i = 0; i < 10 * MOST; i++) {
      add("later-" + i);
    }
    assertThat(looks).isLessThanOrEqualTo(2 * MOST);
  }

  /** Entries that are over one after the other would have it searched for each of them. */
  @Test
  void so_it_is_while_hardly_anything_is_over() {
    for (int i = 0; i < 2 * MOST; i++) {
      add("first-" + i).over = now + i;
    }
    looks = 0;
    for (int i = 0; i < 10 * MOST; i++) {
      now++;
      add("more-" + i);
    }
    assertThat(looks).isLessThanOrEqualTo(20 * MOST);
  }

  @Test
  void entries_that_are_forgotten_for_others_are_counted_and_those_that_are_over_are_not() {
    for (int i = 0; i < 2 * MOST; i++) {
      add("light-" + i).weight = 0.1;
    }
    assertThat(table.size() + table.forgotten()).isEqualTo(2 * MOST);
    assertThat(table.forgotten()).isGreaterThanOrEqualTo(MOST);
    long before = table.forgotten();

    for (int i = 0; i < 2 * MOST; i++) {
      add("over-" + i).over = now;
      now += SECOND;
    }
    assertThat(table.forgotten() - before).isLessThanOrEqualTo(MOST);
  }

  @Test
  void a_second_later_there_is_room_for_what_is_over() {
    fill();
    Looked first = add("first-0");
    add("more");
    first.over = now;
    now += SECOND;

    for (int i = 0; i < 10 * MOST; i++) {
      add("later-" + i);
    }

    EntryTable.Part<Looked> part = table.part("first-0");
    synchronized (part) {
      assertThat(part.known("first-0")).isNull();
    }
  }

  @Test
  void a_clock_that_is_set_back_does_not_keep_a_table_full() {
    fill();
    Looked first = add("first-0");
    add("more");
    first.over = 0;
    now -= 1000 * SECOND;

    for (int i = 0; i < 10 * MOST; i++) {
      add("later-" + i);
    }

    EntryTable.Part<Looked> part = table.part("first-0");
    synchronized (part) {
      assertThat(part.known("first-0")).isNull();
    }
  }
}

package io.weir.status.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.events.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

  private final History history = new History();

  private static List<Count> total(long total) {
    return List.of(new Count("rate-limit", "calls", Verdict.REFUSED, total));
  }

  private History.Past past(long total) {
    return history.of(total(total)).get(0);
  }

  @Test
  void what_happened_is_the_difference_of_totals() {
    for (int minute = 0; minute <= 90; minute++) {
      history.note(NOON.plusSeconds(60L * minute), total(10L * minute));
    }
    History.Past past = past(903);
    assertThat(past.minute()).isEqualTo(13);
    assertThat(past.hour()).isEqualTo(603);
    assertThat(past.day()).isEqualTo(903);
    assertThat(past.minutes()).hasSize(60).endsWith(10L, 10L, 3L);
  }

  @Test
  void notes_are_a_minute_apart_and_end_after_a_day() {
    for (int second = 0; second < 600; second += 5) {
      history.note(NOON.plusSeconds(second), total(second));
    }
    assertThat(past(600).minutes()).endsWith(60L, 60L);
    for (int minute = 10; minute < 2000; minute++) {
      history.note(NOON.plusSeconds(60L * minute), total(60L * minute));
    }
    assertThat(past(60L * 1999).day()).isEqualTo(60L * 1440);
  }

  @Test
  void before_the_first_note_nothing_happened() {
    assertThat(past(5).day()).isZero();
    assertThat(past(5).minutes()).hasSize(60).containsOnly(0L);
  }
}

package io.weir.status.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.deployment.LineStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LevelHistoryTest {

  private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

  private final LevelHistory history = new LevelHistory();

  private static LineStatus.Level used(long used, Duration span) {
    return new LineStatus.Level("100 tokens", used, 100, "", span, Optional.empty());
  }

  private void note(int minute, long used) {
    history.note(NOON.plusSeconds(60L * minute), "hour", used(used, Duration.ofHours(1)));
  }

  private Optional<Instant> usedUp(int minute, long used) {
    return history.usedUp(NOON.plusSeconds(60L * minute), "hour", used(used, Duration.ofHours(1)));
  }

  @Test
  void what_goes_on_at_the_same_rate_is_foretold() {
    note(0, 10);
    note(1, 12);
    note(10, 30);

    assertThat(usedUp(20, 50)).contains(NOON.plus(Duration.ofMinutes(45)));
    assertThat(history.usedUp(NOON, "other", used(50, Duration.ofHours(1)))).isEmpty();
  }

  @Test
  void nothing_is_foretold_of_what_stands_still_is_spent_or_ends_before() {
    note(0, 10);

    assertThat(usedUp(10, 10)).isEmpty();
    assertThat(usedUp(10, 100)).isEmpty();
    assertThat(usedUp(10, 11)).isEmpty();
  }

  @Test
  void a_budget_that_began_anew_has_no_rate_of_before() {
    note(0, 10);
    note(10, 90);
    assertThat(usedUp(11, 2)).isEmpty();
    note(11, 2);

    assertThat(usedUp(13, 6)).contains(NOON.plus(Duration.ofMinutes(13 + 47)));
  }

  @Test
  void readings_end_after_an_hour() {
    note(0, 0);
    note(30, 30);
    note(100, 30);

    assertThat(usedUp(101, 30)).isEmpty();
  }
}

package io.weir.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.events.Refusal.Explanation;
import io.weir.internal.events.Refusal.Subject;
import io.weir.secrets.CapturedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RefusalJournalTest {

  private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
  private static final Optional<Duration> A_MINUTE = Optional.of(Duration.ofMinutes(1));
  private static final Subject ALICE = new Subject("rate-limit", "calls", "alice");

  private Instant now = NOON;
  private final AtomicInteger explained = new AtomicInteger();
  private final RefusalJournal journal = new RefusalJournal(() -> now);

  private UUID refuse(Subject subject, Optional<Duration> wait) {
    return journal
        .note(
            subject,
            wait,
            () -> {
              explained.incrementAndGet();
              return new Explanation(429, "calls: /call 2/minute", "0 of 2");
            })
        .id();
  }

  @Test
  void a_refusal_is_logged_once_without_its_key() {
    Logger logger = Logger.getLogger(RefusalJournal.class.getName());
    assertThat(new ApplicationEvents(() -> now).refused(ALICE, A_MINUTE, this::explanation))
        .as("nobody listens, and nothing is logged")
        .isEmpty();
    logger.setLevel(Level.FINE);
    try (CapturedLog log = CapturedLog.of(RefusalJournal.class)) {
      ApplicationEvents events = new ApplicationEvents(() -> now);
      UUID id = events.refused(ALICE, A_MINUTE, this::explanation).orElseThrow();
      events.refused(ALICE, A_MINUTE, this::explanation);
      UUID other =
          events
              .refused(new Subject("cors", "", ""), Optional.empty(), this::unlimited)
              .orElseThrow();

      assertThat(log.lines())
          .containsExactly(
              "urn:uuid:%s: rate-limit calls refuses with 429, left: 0 of 2, until 2026-05-04T12:01:00Z"
                  .formatted(id),
              "urn:uuid:%s: cors refuses with 403".formatted(other));
    } finally {
      logger.setLevel(null);
    }
  }

  private Explanation explanation() {
    return new Explanation(429, "calls: /call 2/minute", "0 of 2");
  }

  private Explanation unlimited() {
    return new Explanation(403, "allowed origins: https://app.example.com", "");
  }

  @Test
  void one_id_until_the_client_may_come_again() {
    UUID first = refuse(ALICE, A_MINUTE);
    now = NOON.plusSeconds(59);
    assertThat(refuse(ALICE, Optional.of(Duration.ofSeconds(1)))).isEqualTo(first);
    assertThat(explained).hasValue(1);
    now = NOON.plusSeconds(62);
    assertThat(refuse(ALICE, A_MINUTE)).isNotEqualTo(first);
    assertThat(explained).hasValue(2);
  }

  @Test
  void each_client_and_each_rule_has_its_own() {
    Set<UUID> ids = new HashSet<>();
    ids.add(refuse(ALICE, A_MINUTE));
    ids.add(refuse(new Subject("rate-limit", "calls", "bob"), A_MINUTE));
    ids.add(refuse(new Subject("rate-limit", "all", "alice"), A_MINUTE));
    ids.add(refuse(new Subject("budget", "calls", "alice"), A_MINUTE));
    assertThat(ids).hasSize(4);
  }

  @Test
  void what_no_time_helps_begins_anew_after_ten_minutes() {
    UUID first = refuse(ALICE, Optional.empty());
    now = NOON.plus(Duration.ofMinutes(9));
    assertThat(refuse(ALICE, Optional.empty())).isEqualTo(first);
    now = NOON.plus(Duration.ofMinutes(11));
    assertThat(refuse(ALICE, Optional.empty())).isNotEqualTo(first);
  }

  @Test
  void a_clock_that_is_set_back_begins_anew() {
    UUID first = refuse(ALICE, A_MINUTE);
    now = NOON.minus(Duration.ofHours(1));
    assertThat(refuse(ALICE, A_MINUTE)).isNotEqualTo(first);
  }

  @Test
  void the_last_ten_thousand_are_known_for_an_hour() {
    UUID first = refuse(ALICE, A_MINUTE);
    UUID second = refuse(new Subject("rate-limit", "calls", "bob"), A_MINUTE);
    for (int i = 0; i < RefusalJournal.MOST - 1; i++) {
      refuse(new Subject("rate-limit", "calls", "client " + i), A_MINUTE);
    }
    assertThat(journal.find(first)).isEmpty();
    assertThat(journal.find(second)).get().extracting(Refusal::left).isEqualTo("0 of 2");
    assertThat(journal.last(Integer.MAX_VALUE)).hasSize(RefusalJournal.MOST);
    assertThat(journal.last(1))
        .extracting(one -> one.subject().key())
        .containsExactly("client " + (RefusalJournal.MOST - 2));
    now = NOON.plus(Duration.ofMinutes(61));
    assertThat(journal.find(second)).isEmpty();
    assertThat(journal.last(1)).isEmpty();
  }

  @Test
  void an_id_is_a_random_uuid() {
    UUID id = refuse(ALICE, A_MINUTE);
    assertThat(id.version()).isEqualTo(4);
    assertThat(id.variant()).isEqualTo(2);
  }
}

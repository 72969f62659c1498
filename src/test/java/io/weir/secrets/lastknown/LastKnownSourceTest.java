package io.weir.secrets.lastknown;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.secret.Secret;
import io.weir.secrets.CapturedLog;
import io.weir.secrets.ManualClock;
import io.weir.secrets.source.ScriptedSource;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretReadException.FailureScope;
import io.weir.secrets.source.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastKnownSourceTest {

  private static final Secret KEY = ScriptedSource.secret("an example of a key of 32 bytes.");
  private static final Duration MAX_STALE = Duration.ofHours(24);

  private final ManualClock clock = new ManualClock();
  private final ScriptedSource source = new ScriptedSource();

  @TempDir private Path directory;

  private LastKnownSource remembering(String name) {
    LastKnownStore lastKnown = new LastKnownStore(directory, KEY);
    return new LastKnownSource(source, name, lastKnown, MAX_STALE, clock);
  }

  private static Optional<String> password(Optional<SecretSource.StoredSnapshot> found) {
    return found
        .flatMap(aged -> Optional.ofNullable(aged.snapshot().values().get("password")))
        .flatMap(Secret::text);
  }

  @Test
  void the_next_start_knows_what_was_read_and_how_old_it_is() throws Exception {
    source.put("app/db", "password", "p1");
    remembering("here").read("app/db");
    clock.by(Duration.ofHours(7));
    LastKnownSource next = remembering("here");

    assertThat(password(next.lastKnown("app/db"))).contains("p1");
    assertThat(
            next.lastKnown("app/db").map(SecretSource.StoredSnapshot::age).map(Duration::toHours))
        .contains(7L);
    assertThat(next.lastKnown("app/other")).isEmpty();
    assertThat(remembering("elsewhere").lastKnown("app/db")).isEmpty();
  }

  @Test
  void what_is_too_old_is_not_known() throws Exception {
    source.put("app/db", "password", "p1");
    remembering("here").read("app/db");
    clock.by(MAX_STALE.minusMillis(1));
    assertThat(remembering("here").lastKnown("app/db")).isPresent();
    clock.by(Duration.ofMillis(2));
    assertThat(remembering("here").lastKnown("app/db")).isEmpty();
  }

  @Test
  void a_clock_that_was_turned_back_makes_nothing_young_again() throws Exception {
    source.put("app/db", "password", "p1");
    remembering("here").read("app/db");
    clock.by(Duration.ofMinutes(-5));
    assertThat(remembering("here").lastKnown("app/db").map(SecretSource.StoredSnapshot::age))
        .contains(Duration.ZERO);
    clock.by(Duration.ofSeconds(-1));
    assertThat(remembering("here").lastKnown("app/db")).isEmpty();
  }

  @Test
  void it_is_written_again_when_the_clock_was_turned_back() throws Exception {
    source.put("app/db", "password", "p1");
    LastKnownSource reading = remembering("here");
    reading.read("app/db");
    clock.by(Duration.ofHours(-2));
    assertThat(reading.lastKnown("app/db")).isEmpty();
    reading.read("app/db");
    assertThat(reading.lastKnown("app/db")).isPresent();
  }

  @Test
  void it_is_written_when_it_is_another_and_before_it_is_old() throws Exception {
    source.put("app/db", "password", "p1");
    LastKnownSource reading = remembering("here");
    reading.read("app/db");
    byte[] first = written();
    clock.by(Duration.ofHours(1));
    reading.read("app/db");
    assertThat(written()).isEqualTo(first);

    clock.by(Duration.ofHours(2));
    reading.read("app/db");
    assertThat(written()).isNotEqualTo(first);
    assertThat(reading.lastKnown("app/db").map(SecretSource.StoredSnapshot::age).orElseThrow())
        .isLessThan(Duration.ofSeconds(1));

    source.put("app/db", "password", "p2");
    reading.read("app/db");
    assertThat(password(reading.lastKnown("app/db"))).contains("p2");
  }

  private byte[] written() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files = all.toList();
      assertThat(files).hasSize(1);
      return Files.readAllBytes(files.get(0));
    }
  }

  @Test
  void what_another_left_here_goes_when_it_is_old() throws Exception {
    source.put("app/db", "password", "p1");
    LastKnownSource reading = remembering("here");
    reading.read("app/db");
    Instant end = clock.instant().plus(Duration.ofHours(1));
    LastKnownStore other = new LastKnownStore(directory, KEY);
    other.write("gone", new LastKnownStore.Entry(source.read("app/db"), clock.instant()), end);
    clock.by(Duration.ofHours(3));
    reading.read("app/db");
    assertThat(other.read("gone")).isEmpty();
    assertThat(reading.lastKnown("app/db")).isPresent();
  }

  @Test
  void what_cannot_be_written_is_read_all_the_same_and_told_once() throws Exception {
    source.put("app/db", "password", "p1");
    LastKnownSource reading =
        new LastKnownSource(
            source, "here", new LastKnownStore(directory.resolve("gone"), KEY), MAX_STALE, clock);
    try (CapturedLog log = CapturedLog.of(LastKnownSource.class)) {
      assertThat(reading.read("app/db").values()).hasSize(1);
      assertThat(reading.read("app/db").values()).hasSize(1);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(
              "WEIR-040: last known values of secrets cannot be written: java.nio.file.NoSuchFileException: %s/gone/"
                  .formatted(directory));
    }
  }

  @Test
  void what_is_damaged_is_told_and_not_known() throws Exception {
    source.put("app/db", "password", "p1");
    LastKnownSource reading = remembering("here");
    reading.read("app/db");
    try (Stream<Path> all = Files.list(directory);
        CapturedLog log = CapturedLog.of(LastKnownSource.class)) {
      Files.writeString(all.findFirst().orElseThrow(), "damaged");
      assertThat(reading.lastKnown("app/db")).isEmpty();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(
              "WEIR-040: last known values of secrets cannot be read: java.io.IOException: the file is damaged: "
                  + directory);
    }
  }

  @Test
  void a_failure_writes_nothing_and_takes_nothing_away() throws Exception {
    source.put("app/db", "password", "p1");
    LastKnownSource reading = remembering("here");
    reading.read("app/db");
    byte[] before = written();
    source.fail(FailureScope.SOURCE_TEMPORARILY);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> reading.read("app/db")))
        .isInstanceOf(SecretReadException.class);
    assertThat(written()).isEqualTo(before);
  }
}

package io.weir.status.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.events.AdministratorActed;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.BudgetLevel;
import io.weir.internal.events.BudgetWarned;
import io.weir.internal.events.CircuitCallEnded;
import io.weir.internal.events.CircuitChanged;
import io.weir.internal.events.Event;
import io.weir.internal.events.KeyBlocked;
import io.weir.internal.events.Refusal;
import io.weir.internal.events.SecretChanged;
import io.weir.internal.events.UsageSettled;
import io.weir.secrets.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the audit log says, and what becomes of it when it cannot be written. */
class AuditLogTest {

  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00.25Z");
  private static final String BEGIN =
      "{\"v\":1,\"time\":\"2026-11-27T12:00:00.250Z\",\"event\":\"%s\",\"application\":\"/shop\",";

  private Instant now = NOON;
  private final ApplicationEvents events = new ApplicationEvents(() -> now);
  private final List<String> written = new ArrayList<>();

  private final AuditSink memory =
      new AuditSink() {
        @Override
        public void write(List<String> lines) {
          written.addAll(lines);
        }

        @Override
        public void close() {}
      };

  private AuditLog log(PersonalData personalData, int refusals, AuditSink sink) {
    AuditLog log = new AuditLog(new AuditLines("/shop", personalData), refusals, sink, () -> now);
    events.listen(log::accept);
    return log;
  }

  private void refuse(String key) {
    events.refused(
        new Refusal.Subject("rate-limit", "login", key),
        Optional.of(Duration.ofSeconds(30)),
        () -> new Refusal.Explanation(429, "login: /login 5/minute except user:alice", "0 of 5"));
  }

  private static Stream<List<Object>> events() {
    return Stream.of(
        List.of(
            new UsageSettled(
                NOON,
                List.of("hour"),
                "1f",
                Duration.ofMillis(1700),
                "gpt-5",
                1200,
                340,
                0,
                "USD",
                4_900_000,
                false,
                "",
                ""),
            "usage",
            "\"budgets\":[\"hour\"],\"id\":\"1f\",\"duration-ms\":1700,\"estimated\":false,\"model\":\"gpt-5\",\"input-tokens\":1200,\"output-tokens\":340,\"seconds\":0,\"cost\":\"0.004900000\",\"currency\":\"USD\"}"),
        List.of(
            new CircuitCallEnded(NOON, "openai", "failure", "status 503", Duration.ofMillis(812)),
            "call",
            "\"circuit\":\"openai\",\"outcome\":\"failure\",\"reason\":\"status 503\",\"duration-ms\":812}"),
        List.of(
            new CircuitChanged(
                NOON, "openai", "open", "status 503", Optional.of(Duration.ofSeconds(30))),
            "circuit",
            "\"circuit\":\"openai\",\"state\":\"open\",\"reason\":\"status 503\",\"remaining-ms\":30000}"),
        List.of(
            new KeyBlocked(NOON, "login", "k3y", NOON.plusSeconds(600)),
            "block",
            "\"rule\":\"login\",\"until\":\"2026-11-27T12:10:00.250Z\"}"),
        List.of(
            new BudgetWarned(NOON, "hour", 80), "budget", "\"budget\":\"hour\",\"percent\":80}"),
        List.of(
            new AdministratorActed(NOON, "jmx", "root", "top-up", "budget", "hour", "k3y", "$5.00"),
            "administrator",
            "\"via\":\"jmx\",\"action\":\"top-up\",\"filter\":\"budget\",\"line\":\"hour\",\"value\":\"$5.00\"}"),
        List.of(
            new SecretChanged(NOON, "vault:app/db", SecretChanged.Change.ROTATED),
            "secret",
            "\"secret\":\"vault:app/db\",\"change\":\"rotated\"}"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void an_event_has_one_line(List<Object> event) {
    AuditLog log = log(PersonalData.NONE, 10, memory);

    events.tell((Event) event.get(0));
    log.drain();

    assertThat(written).containsExactly(BEGIN.formatted(event.get(1)) + event.get(2));
  }

  @Test
  void a_refusal_has_a_line_without_its_client_and_without_what_the_administrator_wrote() {
    AuditLog log = log(PersonalData.NONE, 10, memory);

    refuse("k3y");
    log.drain();

    assertThat(written).hasSize(1);
    assertThat(written.get(0).replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"))
        .isEqualTo(
            BEGIN.formatted("refusal")
                + "\"filter\":\"rate-limit\",\"rule\":\"login\",\"status\":429,\"id\":\"ID\",\"left\":\"0 of 5\",\"until\":\"2026-11-27T12:00:30.250Z\"}");
  }

  @Test
  void pseudonyms_are_written_if_asked_for() {
    AuditLog log = log(PersonalData.PSEUDONYMS, 10, memory);

    refuse("k3y");
    events.tell(new AdministratorActed(NOON, "page", "root", "reset", "budget", "hour", "k3y"));
    log.drain();

    assertThat(written.get(0)).endsWith(",\"key\":\"k3y\"}");
    assertThat(written.get(1)).endsWith(",\"administrator\":\"root\",\"key\":\"k3y\"}");
  }

  @Test
  void an_address_of_a_person_is_no_name_of_a_model() {
    AuditLog log = log(PersonalData.NONE, 10, memory);

    events.tell(
        new UsageSettled(
            NOON,
            List.of("hour"),
            "1",
            Duration.ZERO,
            "alice@example.com",
            0,
            0,
            0,
            "",
            0,
            true,
            "",
            ""));
    log.drain();

    assertThat(written.get(0)).contains("\"model\":\"other\"").doesNotContain("alice");
  }

  @Test
  void a_text_of_strangers_can_neither_end_a_line_nor_fill_it() {
    AuditLog log = log(PersonalData.NONE, 10, memory);

    events.tell(
        new UsageSettled(
            NOON,
            List.of("a\"b\n"),
            "1",
            Duration.ZERO,
            "alice@example.com\n{}",
            0,
            0,
            0,
            "",
            0,
            true,
            "",
            ""));
    events.tell(new CircuitCallEnded(NOON, "c", "failure", "x".repeat(5000), Duration.ZERO));
    log.drain();

    assertThat(written.get(0))
        .contains("[\"a\\\"b\\n\"]", "\"model\":\"other\"")
        .doesNotContain("alice");
    assertThat(written.get(1)).hasSizeLessThan(400);
  }

  @Test
  void refusals_above_the_limit_of_a_second_are_counted() {
    AuditLog log = log(PersonalData.NONE, 3, memory);

    IntStream.range(0, 10).forEach(i -> refuse("k" + i));
    now = now.plusSeconds(1);
    refuse("k11");
    log.drain();

    assertThat(written).hasSize(5);
    assertThat(written.subList(0, 4)).allMatch(line -> line.contains("\"event\":\"refusal\""));
    assertThat(written.get(4))
        .contains("\"event\":\"refusals-left-out\"")
        .endsWith("\"filter\":\"rate-limit\",\"rule\":\"login\",\"number\":7}");
  }

  @Test
  void a_flood_that_one_rule_refuses_hides_nothing_of_another() {
    AuditLog log = log(PersonalData.NONE, 3, memory);

    IntStream.range(0, AuditLog.WAITING + 10).forEach(i -> refuse("k" + i));
    events.refused(
        new Refusal.Subject("rate-limit", "calls", "k"),
        Optional.of(Duration.ofSeconds(30)),
        () -> new Refusal.Explanation(429, "calls: /call 2/minute", "0 of 2"));
    log.drain();

    assertThat(written).hasSize(4);
    assertThat(written.get(3)).contains("\"rule\":\"calls\"");
  }

  /** As of a file on a server that is gone. */
  @Test
  void a_sink_that_does_not_answer_is_given_up_and_closed() throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    AuditSink hanging =
        new AuditSink() {
          @Override
          public void write(List<String> lines) throws IOException {
            try {
              called.countDown();
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new IOException("interrupted", e);
            }
          }

          @Override
          public void close() {
            closed.countDown();
          }
        };
    try (CapturedLog logged = CapturedLog.of(AuditLog.class)) {
      AuditLog log = log(PersonalData.NONE, 10, hanging).start();
      events.tell(new BudgetWarned(NOON, "hour", 80));
      called.await();
      log.close();

      logged.await("WEIR-149", 1);
    }
    assertThat(closed.await(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void what_was_left_out_is_told_although_nothing_else_happens() {
    AuditLog log = log(PersonalData.NONE, 1, memory);

    refuse("a");
    refuse("b");
    log.drain();
    now = now.plusSeconds(1);
    log.drain();

    assertThat(written.get(1)).endsWith("\"number\":1}");
  }

  @Test
  void levels_of_budgets_have_no_line() {
    AuditLog log = log(PersonalData.NONE, 1, memory);

    events.tell(new BudgetLevel(NOON, "hour", "k", "USD", 1, 2, Duration.ofHours(1)));
    log.drain();

    assertThat(written).isEmpty();
  }

  /** A disk that answers nothing: requests never wait for it, and what is lost is told. */
  @Test
  void who_tells_an_event_never_waits() throws InterruptedException {
    CountDownLatch answers = new CountDownLatch(1);
    AuditSink silent =
        new AuditSink() {
          @Override
          public void write(List<String> lines) {
            try {
              answers.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            written.addAll(lines);
          }

          @Override
          public void close() {}
        };
    try (CapturedLog logged = CapturedLog.of(AuditLog.class);
        AuditLog log = log(PersonalData.NONE, 10, silent)) {
      log.start();
      IntStream.range(0, AuditLog.WAITING + 5000)
          .forEach(i -> events.tell(new BudgetWarned(NOON, "hour", 1)));
      answers.countDown();
      logged.await("WEIR-127", 1);
    }

    long lost =
        written.stream()
            .filter(line -> line.contains("events-lost"))
            .mapToLong(line -> Long.parseLong(line.replaceAll(".*:|}", "")))
            .sum();
    long lines = written.stream().filter(line -> line.contains("\"budget\"")).count();
    assertThat(lost).isPositive();
    assertThat(lines + lost).isEqualTo(AuditLog.WAITING + 5000);
  }

  @Test
  void a_full_file_gets_a_number_and_the_oldest_is_deleted(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("audit.jsonl");
    try (AuditFile sink = AuditFile.open(file, 100, 3)) {
      for (int i = 10; i < 60; i++) {
        sink.write(List.of("line " + i + " of twenty bytes"));
      }
    }

    try (Stream<Path> all = Files.list(directory)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("audit.jsonl", "audit.jsonl.1", "audit.jsonl.2");
    }
    assertThat(directory.resolve("audit.jsonl.2")).content().startsWith("line 50 ").hasLineCount(4);
    assertThat(directory.resolve("audit.jsonl.1")).content().startsWith("line 54 ").hasLineCount(4);
    assertThat(file).content().contains("line 59 ");
    assertThat(Files.size(directory.resolve("audit.jsonl.1"))).isLessThanOrEqualTo(100);
  }

  @Test
  void a_file_is_continued_after_a_line_that_was_not_finished(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("audit.jsonl");
    Files.writeString(file, "{\"v\":1}\n{\"v\":1,\"ti");

    try (AuditFile sink = AuditFile.open(file, 100_000, 3)) {
      sink.write(List.of("next"));
    }

    assertThat(file).hasContent("{\"v\":1}\n{\"v\":1,\"ti\nnext\n");
  }

  @Test
  void a_file_has_one_writer(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("audit.jsonl");
    try (AuditFile sink = AuditFile.open(file, 100, 3)) {
      assertThat(failure(file)).isEqualTo("another application of this server writes it");
      sink.write(List.of("one"));
    }
    assertThat(failure(file)).isEmpty();
  }

  private static String failure(Path file) {
    try {
      AuditFile.open(file, 100, 3).close();
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** {@code /dev/full} answers as a full disk does. */
  @Test
  void a_full_disk_is_told_once_and_the_log_goes_on_when_there_is_room(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("audit.jsonl");
    Files.createSymbolicLink(file, Path.of("/dev/full"));
    try (CapturedLog logged = CapturedLog.of(AuditLog.class);
        AuditLog log = log(PersonalData.NONE, 10, AuditFile.open(file, 100_000, 3))) {
      for (int i = 0; i < 3; i++) {
        events.tell(new BudgetWarned(NOON, "hour", 80));
        log.drain();
      }
      assertThat(logged.lines()).hasSize(1);
      assertThat(logged.lines().get(0)).contains("WEIR-125", "No space left on device");

      Files.delete(file);
      events.tell(new BudgetWarned(NOON, "hour", 95));
      log.drain();

      assertThat(logged.lines()).hasSize(2);
      assertThat(logged.lines().get(1)).contains("WEIR-126", "3 of its lines are missing");
    }
    assertThat(Files.readAllLines(file))
        .satisfiesExactly(
            lost -> assertThat(lost).contains("events-lost").endsWith("\"number\":3}"),
            line -> assertThat(line).contains("\"percent\":95"));
  }

  /** Readers of the log parse each line on its own. */
  @Test
  void every_line_is_flat_json() {
    AuditLog log = log(PersonalData.PSEUDONYMS, 10, memory);

    events().forEach(event -> events.tell((Event) event.get(0)));
    refuse("k");
    log.drain();

    Pattern flat =
        Pattern.compile("\\{(\"[a-z-]+\":(\"[^\"]*\"|[0-9]+|true|false|\\[[^\\[{]*])[,}])+");
    assertThat(written).hasSize(8).allMatch(flat.asMatchPredicate());
  }

  /** The schema is documented: each event has a row, which names its members. */
  @Test
  void the_page_has_every_event_with_all_its_members() throws IOException {
    AuditLines lines = new AuditLines("/shop", PersonalData.PSEUDONYMS);
    AuditLog log = log(PersonalData.PSEUDONYMS, 10, memory);
    events().forEach(event -> events.tell((Event) event.get(0)));
    refuse("k");
    log.drain();
    written.add(lines.leftOut(NOON, new RefusalSampler.LeftOut("rate-limit", "login", 1)));
    written.add(lines.lost(NOON, 1));
    Map<String, String> rows =
        Files.readAllLines(Path.of("site", "markdown", "audit.md")).stream()
            .map(Pattern.compile("\\| `([a-z-]+)` \\|.*")::matcher)
            .filter(Matcher::matches)
            .collect(Collectors.toMap(row -> row.group(1), Matcher::group, (one, other) -> one));

    Set<String> told = new TreeSet<>();
    for (String line : written) {
      List<String> members =
          Pattern.compile("[{,]\"([a-z-]+)\":")
              .matcher(line)
              .results()
              .map(found -> found.group(1))
              .toList();
      assertThat(members).startsWith("v", "time", "event", "application");
      assertThat(rows).containsKeys("v", "time", "event", "application");
      String event = line.replaceAll(".*\"event\":\"([a-z-]+)\".*", "$1");
      told.add(event);
      assertThat(rows).containsKey(event);
      assertThat(members.stream().skip(4))
          .allMatch(member -> rows.getOrDefault(event, "").contains("`" + member + "`"));
    }
    Set<String> documented = new TreeSet<>(rows.keySet());
    documented.removeAll(Set.of("v", "time", "event", "application"));
    assertThat(told).isEqualTo(documented);
  }
}

package io.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.LocalLedgers;
import io.weir.internal.counting.ledger.Reservation;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Mistakes;
import io.weir.secrets.CapturedLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was spent outlives a restart of all nodes. */
class BudgetStateTest {

  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String TOO_MANY =
      "WEIR-117: weir.budget.state-dir keeps what is spent of 200 keys, and more have changed; a restart now would forget some of which least is spent";
  private static final String SYSTEM = "system: /chat $100.00 in all per global reset manual";

  @TempDir private Path directory;
  private Instant now = Instant.parse("2026-11-01T10:00:00Z");
  private final List<Node> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(Node::close);
  }

  /** A node with ledgers of its own. */
  private static final class Node implements AutoCloseable {

    final LedgerService ledgers;
    final PreparedBudget budget;
    final BudgetState state;
    boolean closed;

    Node(Path directory, String secret, String budgets, InstantSource clock) {
      ledgers =
          LedgerService.local(
              new LocalLedgers(clock),
              new Pseudonyms(Secret.of(secret.getBytes(StandardCharsets.UTF_8))));
      Mistakes mistakes = new Mistakes();
      List<Budget> parsed = BudgetParser.parseAll(budgets, "budgets", mistakes);
      assertThat(mistakes.found()).isEmpty();
      List<PreparedBudget> all = parsed.stream().map(BudgetStateTest::prepared).toList();
      budget = all.get(0);
      state = BudgetState.open(directory, "/shop", ledgers, all, clock);
    }

    long reserve(long nanos) {
      Reservation reservation = ledgers.reserve(List.of(request(nanos)), LEASE);
      reservation.held().forEach(held -> state.note(held.ledger(), held.accounts()));
      return reservation.number();
    }

    void settle(long number, long nanos) {
      Reservation.Held held = new Reservation.Held(key(), false, List.of(budget.account()));
      ledgers.settle(number, List.of(held), account -> nanos);
      state.note(held.ledger(), held.accounts());
    }

    void spend(long dollars) {
      settle(reserve(0), dollars * 1_000_000_000);
    }

    long left() {
      return ledgers.look(List.of(request(0))).get(0).orElseThrow().left().get(0) / 1_000_000_000;
    }

    void reset() {
      ledgers.ledgers().reset(key(), budget.account());
      state.note(key(), List.of(budget.account()));
    }

    private HoldRequest request(long nanos) {
      return new HoldRequest(key(), budget.account(), nanos, false, true, WhenClusterFails.LOCAL);
    }

    private LedgerKey key() {
      return new LedgerKey(ledgers.pseudonyms().of("global"), LedgerRetention.EVER, false);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        state.close();
      }
    }
  }

  private static PreparedBudget prepared(Budget budget) {
    return PreparedBudget.of(budget, LedgerRetention.EVER, ZoneOffset.UTC, WhenClusterFails.LOCAL);
  }

  private Node node(String secret, String budgets) {
    Node node = new Node(directory, secret, budgets, () -> now);
    nodes.add(node);
    return node;
  }

  private Node node() {
    return node(SECRET, SYSTEM);
  }

  private List<Path> files(String end) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  @Test
  void what_was_spent_is_spent_after_a_restart() {
    Node before = node();
    before.spend(60);
    before.close();

    assertThat(node().left()).isEqualTo(40);
  }

  @Test
  void what_was_held_when_the_node_died_is_charged_with_its_estimate() {
    Node dies = node();
    dies.reserve(30_000_000_000L);
    dies.state.save();

    Node next = node();
    assertThat(next.left()).isEqualTo(70);
    now = now.plus(LEASE);
    assertThat(next.left()).isEqualTo(70);
    next.spend(1);
    assertThat(next.left()).isEqualTo(69);
  }

  @Test
  void files_of_several_nodes_are_merged_and_nothing_counts_twice() throws IOException {
    Node one = node();
    one.spend(20);
    one.state.save();
    // The second node knows what the first has spent, as in a cluster, and spends more.
    Node other = node();
    other.spend(30);
    one.close();
    other.close();

    assertThat(files(".budgets")).hasSize(2);
    assertThat(node().left()).isEqualTo(50);
  }

  @Test
  void what_was_reset_stays_reset_although_another_node_has_an_older_file() {
    Node one = node();
    one.spend(100);
    one.state.save();
    Node other = node();
    now = now.plusSeconds(1);
    other.reset();
    other.spend(3);
    other.close();

    assertThat(node().left()).isEqualTo(97);
  }

  @Test
  void other_amounts_and_other_budgets_keep_what_was_spent() {
    Node before = node();
    before.spend(60);
    before.close();

    Node next =
        node(
            SECRET,
            "system: /chat, /call $70.00 in all per global reset manual\nmore: /call $1.00/day per global");

    assertThat(next.left()).isEqualTo(10);
  }

  @Test
  void a_file_that_is_cut_off_anywhere_or_changed_is_told_and_never_taken_for_nothing()
      throws IOException {
    Node before = node();
    before.spend(60);
    before.close();
    Path file = files(".budgets").get(0);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(this::node)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "weir.budget.state-dir: the file %s is damaged, so what was spent is not known; bring it back as it was, or delete it to let its budgets begin anew"
                  .formatted(file.getFileName()));
    }
    byte[] changed = whole.clone();
    changed[whole.length / 2] ^= 1;
    Files.write(file, changed);
    assertThatThrownBy(this::node).hasMessageContaining("is damaged");
    Files.delete(file);
    assertThat(node().left()).isEqualTo(100);
  }

  @Test
  void a_file_of_another_secret_is_told() {
    Node before = node();
    before.spend(60);
    before.close();

    assertThatThrownBy(() -> node("another secret of at least 32 bytes", SYSTEM))
        .hasMessageContaining("was written with another weir.key-secret");
  }

  @Test
  void only_the_owner_reads_the_files_and_nothing_unfinished_stays() throws IOException {
    Node before = node();
    before.spend(60);
    before.close();
    Path unfinished =
        Files.createFile(
            Path.of(files(".budgets").get(0).toString().replace(".budgets", "-123.next")));

    node();

    assertThat(unfinished).doesNotExist();
    for (Path file : files("")) {
      assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }
  }

  @Test
  void only_budgets_that_outlive_an_hour_are_kept() throws IOException {
    Node before = node(SECRET, "hour: /chat $100.00/hour per global");
    before.spend(60);
    before.close();

    assertThat(files(".budgets")).isEmpty();
  }

  @Test
  void what_is_over_is_forgotten() {
    Node before = node(SECRET, "day: /chat $100.00/day per global");
    before.spend(60);
    before.close();

    assertThat(node(SECRET, "day: /chat $100.00/day per global").left()).isEqualTo(40);
    now = now.plus(Duration.ofHours(25));
    assertThat(node(SECRET, "day: /chat $100.00/day per global").left()).isEqualTo(100);
  }

  @Test
  void of_too_many_keys_those_are_kept_that_have_spent_most() throws IOException {
    String budgets = "day: /chat $100.00/day per user";
    LedgerService ledgers =
        LedgerService.local(
            new LocalLedgers(() -> now),
            new Pseudonyms(Secret.of(SECRET.getBytes(StandardCharsets.UTF_8))));
    PreparedBudget budget =
        prepared(BudgetParser.parseAll(budgets, "budgets", new Mistakes()).get(0));
    try (CapturedLog log = CapturedLog.of(BudgetState.class)) {
      BudgetState state =
          BudgetState.open(directory, "/shop", ledgers, List.of(budget), () -> now, 200);
      for (int i = 0; i < 1000; i++) {
        // The first ones spend much, and others come after them.
        LedgerKey key = new LedgerKey("user-" + i, LedgerRetention.DAY, true);
        long amount = i < 20 ? 60_000_000_000L : 1_000_000_000L;
        ledgers.ledgers().charge(key, new HoldSettlement(budget.account(), amount));
        state.note(key, List.of(budget.account()));
        if (i % 100 == 99) {
          state.save();
        }
      }
      state.close();
      assertThat(log.lines()).containsOnlyOnce(TOO_MANY);
    }

    StateFile file =
        StateFile.decode(
            Files.readAllBytes(files(".budgets").get(0)),
            ledgers.pseudonyms().of("weir budget state"));
    assertThat(file.ledgers()).hasSize(200);
    for (int i = 0; i < 20; i++) {
      assertThat(file.ledgers()).containsKey(new LedgerKey("user-" + i, LedgerRetention.DAY, true));
    }
  }

  @Test
  void while_nothing_can_be_written_what_has_changed_is_bounded() throws IOException {
    LedgerService ledgers =
        LedgerService.local(
            new LocalLedgers(() -> now),
            new Pseudonyms(Secret.of(SECRET.getBytes(StandardCharsets.UTF_8))));
    PreparedBudget budget =
        prepared(
            BudgetParser.parseAll("day: /chat $9.00/day per user", "budgets", new Mistakes())
                .get(0));
    try (CapturedLog log = CapturedLog.of(BudgetState.class);
        BudgetState state =
            BudgetState.open(directory, "/shop", ledgers, List.of(budget), () -> now, 10)) {
      for (int i = 0; i < 100; i++) {
        state.note(
            new LedgerKey("user-" + i, LedgerRetention.DAY, true), List.of(budget.account()));
      }
      assertThat(log.lines()).containsOnlyOnce(TOO_MANY.replace("200", "10"));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "100, 2000", "2000, 40000", "3100, 60000", "600000, 60000"})
  void a_pause_is_twenty_times_as_long_as_a_write_and_a_minute_at_most(long took, long pause) {
    assertThat(BudgetState.pause(Duration.ofMillis(took))).isEqualTo(Duration.ofMillis(pause));
  }

  /** {@code kill -9}: what was written a moment before is there, and the lock is free. */
  @Test
  void a_process_that_is_killed_leaves_its_file_and_no_lock() throws Exception {
    spendInAProcessAndKillIt();

    Node next = node();
    next.spend(1);
    next.close();

    assertThat(files(".budgets")).hasSize(1);
    assertThat(node().left()).isEqualTo(100 - 42 - 1);
  }

  /** On Linux, closing any descriptor of a file releases the locks that the process has on it. */
  @Test
  void a_second_application_of_the_process_leaves_the_lock_of_the_first() throws Exception {
    node();
    node();
    spendInAProcessAndKillIt();

    assertThat(files(".lock")).hasSize(3);
  }

  private void spendInAProcessAndKillIt() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BudgetStateTest.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.equals("spent")) {
        line = out.readLine();
      }
      assertThat(line).isEqualTo("spent");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Spends, keeps it, spends more without keeping it, and waits to be killed. */
  public static void main(String[] args) throws IOException {
    Node node = new Node(Path.of(args[0]), SECRET, SYSTEM, InstantSource.system());
    node.spend(42);
    node.state.save();
    System.out.println("spent");
    var unused = System.in.read(); // Ends also if the test does.
  }
}

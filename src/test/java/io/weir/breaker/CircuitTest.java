package io.weir.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.breaker.Circuit.State;
import io.weir.internal.settings.Mistakes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The states of a circuit, with the time passed in. */
class CircuitTest {

  /** Adds nothing by chance. */
  private static final RandomGenerator LEAST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }
      };

  private static final Instant START = Instant.EPOCH;

  private final List<Transition> transitions = new ArrayList<>();
  private Instant now = START;
  private int clients;

  private Circuit circuit(String options) {
    Mistakes mistakes = new Mistakes();
    List<CircuitPolicy> read = CircuitParser.parseAll("c: /x " + options, "circuits", mistakes);
    assertThat(mistakes.found()).isEmpty();
    return new Circuit(read.get(0), LEAST, transitions::add, (outcome, duration) -> {});
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private static Call admitted(Admission admission) {
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) admission).call();
  }

  private void succeed(Circuit circuit) {
    circuit.settle(admitted(circuit.acquire(stranger(), now)), Outcome.SUCCESS, now);
  }

  private void fail(Circuit circuit) {
    fail(circuit, stranger());
  }

  private void fail(Circuit circuit, String client) {
    circuit.settle(admitted(circuit.acquire(client, now)), Outcome.failure("status 500"), now);
  }

  private String stranger() {
    clients++;
    return "192.0.2." + clients;
  }

  private Optional<Duration> refused(Circuit circuit) {
    Admission admission = circuit.acquire(stranger(), now);
    assertThat(admission).isInstanceOf(Admission.Rejected.class);
    return ((Admission.Rejected) admission).remaining();
  }

  @Test
  void failures_in_a_row_open_it_and_a_success_begins_anew() {
    Circuit circuit = circuit("after 3 failures in a row");
    fail(circuit);
    fail(circuit);
    succeed(circuit);
    fail(circuit);
    fail(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    fail(circuit);
    assertThat(refused(circuit)).contains(Duration.ofSeconds(30));
    assertThat(transitions)
        .containsExactly(
            new Transition(State.OPEN, "status 500", Optional.of(Duration.ofSeconds(30))));
  }

  @Test
  void failures_of_one_client_count_once() {
    Circuit circuit = circuit("after 2 failures in a row");
    for (int i = 0; i < 100; i++) {
      fail(circuit, "198.51.100.7");
    }
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    fail(circuit, "198.51.100.8");
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void failures_that_the_application_reports_count_each() {
    Circuit circuit = circuit("after 2 failures in a row");
    for (int i = 0; i < 2; i++) {
      circuit.settle(
          admitted(circuit.acquire("198.51.100.7", now)),
          Outcome.reported(Optional.of("it reports timeout")),
          now);
    }
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void reports_of_other_requests_count_while_it_is_closed() {
    Circuit circuit = circuit("after 2 failures in a row");
    circuit.report(Outcome.reported(Optional.of("it reports status 503")), now);
    circuit.report(Outcome.reported(Optional.empty()), now);
    circuit.report(Outcome.reported(Optional.of("it reports status 503")), now);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    circuit.report(Outcome.reported(Optional.of("it reports status 503")), now);
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
    circuit.report(Outcome.reported(Optional.empty()), now);
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void a_share_of_calls_opens_it_but_not_of_too_few() {
    Circuit circuit = circuit("after 50% of 4 in 1 minute");
    fail(circuit);
    fail(circuit);
    fail(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    pass(Duration.ofSeconds(60));
    succeed(circuit);
    succeed(circuit);
    fail(circuit);
    succeed(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    fail(circuit);
    succeed(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    fail(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    fail(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void nobody_opens_a_share_alone() {
    Circuit circuit = circuit("after 50% of 4 in 1 minute");
    for (int i = 0; i < 20; i++) {
      fail(circuit, "198.51.100.7");
      succeed(circuit);
    }
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void an_answer_that_does_not_begin_in_time_is_a_failure_at_once() {
    Circuit circuit = circuit("after 2 failures in a row slow over 10 seconds");
    Call first = admitted(circuit.acquire("198.51.100.7", now));
    Call second = admitted(circuit.acquire("198.51.100.8", now));
    Call stream = admitted(circuit.acquire("198.51.100.9", now));
    circuit.answering(stream, Outcome.SUCCESS, now);
    pass(Duration.ofSeconds(10));
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    pass(Duration.ofNanos(1));
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
    assertThat(transitions.get(0).reason()).isEqualTo("no answer within 10 seconds");
    circuit.settle(first, Outcome.SUCCESS, now);
    circuit.settle(second, Outcome.SUCCESS, now);
    circuit.settle(stream, Outcome.SUCCESS, now);
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void a_slow_call_is_not_counted_once_more_at_its_end() {
    Circuit circuit = circuit("after 2 failures in a row slow over 10 seconds");
    Call slow = admitted(circuit.acquire("198.51.100.7", now));
    pass(Duration.ofSeconds(11));
    circuit.answering(slow, Outcome.SUCCESS, now);
    circuit.settle(slow, Outcome.reported(Optional.of("it reports timeout")), now);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_probe_that_succeeds_closes_it() {
    Circuit circuit = circuit("after 1 failure in a row for 30 seconds");
    fail(circuit);
    pass(Duration.ofSeconds(30));
    Call probe = admitted(circuit.acquire(stranger(), now));
    assertThat(probe.isProbe()).isTrue();
    assertThat(refused(circuit)).contains(Duration.ofSeconds(1));
    circuit.settle(probe, Outcome.SUCCESS, now);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    assertThat(transitions)
        .extracting(Transition::to)
        .containsExactly(State.OPEN, State.HALF_OPEN, State.CLOSED);
  }

  @Test
  void all_probes_must_succeed() {
    Circuit circuit = circuit("after 1 failure in a row half-open 3");
    fail(circuit);
    pass(Duration.ofSeconds(30));
    List<Call> probes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      probes.add(admitted(circuit.acquire(stranger(), now)));
    }
    refused(circuit);
    circuit.settle(probes.get(0), Outcome.SUCCESS, now);
    circuit.settle(probes.get(1), Outcome.SUCCESS, now);
    assertThat(circuit.state(now)).isEqualTo(State.HALF_OPEN);
    circuit.settle(probes.get(2), Outcome.failure("status 500"), now);
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void the_period_doubles_while_probes_fail_and_begins_anew_after_a_success() {
    Circuit circuit = circuit("after 1 failure in a row for 30 seconds doubling to 2 minutes");
    fail(circuit);
    for (int seconds : new int[] {30, 60, 120, 120}) {
      assertThat(refused(circuit)).contains(Duration.ofSeconds(seconds));
      pass(Duration.ofSeconds(seconds));
      fail(circuit);
    }
    pass(Duration.ofMinutes(2));
    succeed(circuit);
    fail(circuit);
    assertThat(refused(circuit)).contains(Duration.ofSeconds(30));
  }

  @Test
  void a_probe_whose_client_leaves_makes_room_for_another() {
    Circuit circuit = circuit("after 1 failure in a row");
    fail(circuit);
    pass(Duration.ofSeconds(30));
    circuit.settle(admitted(circuit.acquire(stranger(), now)), Outcome.NEITHER, now);
    succeed(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_probe_that_hangs_opens_it_once_more() {
    Circuit circuit = circuit("after 1 failure in a row slow over 10 seconds");
    fail(circuit);
    pass(Duration.ofSeconds(30));
    admitted(circuit.acquire(stranger(), now));
    pass(Duration.ofSeconds(11));
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  /** A circuit that is half-open. */
  private Circuit halfOpen(String options) {
    Circuit circuit = circuit(options);
    while (circuit.state(now) == State.CLOSED) {
      fail(circuit);
    }
    pass(Duration.ofSeconds(30));
    assertThat(circuit.state(now)).isEqualTo(State.HALF_OPEN);
    return circuit;
  }

  private Call probeThatBegins(Circuit circuit, Outcome shown) {
    Call probe = admitted(circuit.acquire(stranger(), now));
    circuit.answering(probe, shown, now);
    return probe;
  }

  @Test
  void a_stream_that_begins_is_a_probe_that_succeeded() {
    Circuit circuit = halfOpen("after 1 failure in a row");
    probeThatBegins(circuit, Outcome.SUCCESS);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    pass(Duration.ofHours(5));
    succeed(circuit);
  }

  @Test
  void a_stream_is_one_probe() {
    Circuit circuit = halfOpen("after 1 failure in a row half-open 2");
    Call stream = probeThatBegins(circuit, Outcome.SUCCESS);
    circuit.answering(stream, Outcome.SUCCESS, now);
    circuit.settle(stream, Outcome.SUCCESS, now);
    assertThat(circuit.state(now)).isEqualTo(State.HALF_OPEN);
    succeed(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_stream_that_breaks_off_is_a_failure_of_the_circuit_that_it_closed() {
    Circuit circuit = halfOpen("after 2 failures in a row");
    Call stream = probeThatBegins(circuit, Outcome.SUCCESS);
    circuit.settle(stream, Outcome.failure("asynchronous time-out"), now);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    fail(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void a_stream_that_breaks_off_while_it_is_half_open_is_a_probe_that_failed() {
    Circuit circuit = halfOpen("after 1 failure in a row half-open 2");
    Call stream = probeThatBegins(circuit, Outcome.SUCCESS);
    circuit.settle(stream, Outcome.failure("asynchronous time-out"), now);
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
    assertThat(refused(circuit)).contains(Duration.ofSeconds(30));
  }

  @Test
  void a_stream_that_breaks_off_after_the_next_failures_says_nothing() {
    Circuit circuit = halfOpen("after 2 failures in a row");
    Call stream = probeThatBegins(circuit, Outcome.SUCCESS);
    fail(circuit);
    fail(circuit);
    pass(Duration.ofSeconds(30));
    succeed(circuit);
    circuit.settle(stream, Outcome.failure("asynchronous time-out"), now);
    fail(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void an_answer_that_fails_opens_it_when_it_begins() {
    Circuit circuit = halfOpen("after 1 failure in a row");
    Call probe = probeThatBegins(circuit, Outcome.failure("status 500"));
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
    circuit.settle(probe, Outcome.failure("status 500"), now);
    assertThat(transitions)
        .extracting(Transition::to)
        .containsExactly(State.OPEN, State.HALF_OPEN, State.OPEN);
  }

  @Test
  void an_answer_that_proves_nothing_makes_room_once() {
    Circuit circuit = halfOpen("after 1 failure in a row");
    Call probe = probeThatBegins(circuit, Outcome.NEITHER);
    Call next = admitted(circuit.acquire(stranger(), now));
    circuit.settle(probe, Outcome.NEITHER, now);
    refused(circuit);
    circuit.settle(next, Outcome.SUCCESS, now);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_probe_that_begins_too_late_has_failed() {
    Circuit circuit = halfOpen("after 1 failure in a row slow over 10 seconds");
    Call probe = admitted(circuit.acquire(stranger(), now));
    pass(Duration.ofSeconds(11));
    circuit.answering(probe, Outcome.SUCCESS, now);
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void a_call_from_before_says_nothing_about_the_present() {
    Circuit circuit = circuit("after 1 failure in a row");
    Call old = admitted(circuit.acquire(stranger(), now));
    fail(circuit);
    pass(Duration.ofSeconds(30));
    Call probe = admitted(circuit.acquire(stranger(), now));
    circuit.settle(old, Outcome.SUCCESS, now);
    assertThat(circuit.state(now)).isEqualTo(State.HALF_OPEN);
    circuit.settle(probe, Outcome.SUCCESS, now);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void until_reset_it_waits_for_an_administrator() {
    Circuit circuit = circuit("after 1 failure in a row until reset");
    fail(circuit);
    pass(Duration.ofDays(365));
    assertThat(refused(circuit)).isEmpty();
    circuit.release();
    succeed(circuit);
  }

  @Test
  void an_administrator_overrides_it() {
    Circuit circuit = circuit("after 1 failure in a row");
    circuit.force(Circuit.ForcedState.OPEN);
    assertThat(refused(circuit)).isEmpty();
    circuit.force(Circuit.ForcedState.CLOSED);
    fail(circuit);
    fail(circuit);
    circuit.force(Circuit.ForcedState.DISABLED);
    assertThat(circuit.acquire(stranger(), now)).isEqualTo(new Admission.Uncounted());
    circuit.release();
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    succeed(circuit);
  }

  @Test
  void it_opens_with_others_and_closes_by_its_own_probe() {
    Circuit circuit = circuit("after 5 failures in a row for 30 seconds");
    circuit.openWithOthers("it is open on 2 nodes", now);
    circuit.openWithOthers("it is open on 3 nodes", now);
    assertThat(refused(circuit)).contains(Duration.ofSeconds(30));
    assertThat(transitions)
        .containsExactly(
            new Transition(
                State.OPEN, "it is open on 2 nodes", Optional.of(Duration.ofSeconds(30)), false));
    pass(Duration.ofSeconds(30));
    assertThat(circuit.state(now)).isEqualTo(State.HALF_OPEN);
    circuit.openWithOthers("it is open on 2 nodes", now);
    assertThat(circuit.state(now)).isEqualTo(State.HALF_OPEN);
    succeed(circuit);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_probe_that_fails_is_a_finding_of_its_own() {
    Circuit circuit = circuit("after 5 failures in a row for 30 seconds");
    circuit.openWithOthers("it is open on 2 nodes", now);
    pass(Duration.ofSeconds(30));
    fail(circuit);
    assertThat(transitions).extracting(Transition::own).containsExactly(false, true, true);
  }

  @Test
  void what_an_administrator_decides_is_stronger_than_other_nodes() {
    Circuit circuit = circuit("after 5 failures in a row");
    circuit.force(Circuit.ForcedState.CLOSED);
    circuit.openWithOthers("it is open on 2 nodes", now);
    succeed(circuit);
    circuit.force(Circuit.ForcedState.DISABLED);
    circuit.openWithOthers("it is open on 2 nodes", now);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_storm_at_the_half_open_moment_lets_exactly_the_probes_through() throws Exception {
    Circuit circuit = circuit("after 1 failure in a row half-open 3");
    fail(circuit);
    pass(Duration.ofSeconds(30));
    Instant moment = now;
    AtomicInteger passed = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                if (circuit.acquire("192.0.2.1", moment) instanceof Admission.Admitted) {
                  passed.incrementAndGet();
                }
              });
      threads.add(thread);
      thread.start();
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(passed).hasValue(3);
  }

  /**
   * What happens to a circuit.
   *
   * @param seconds that pass before it
   * @param client 0 to 3
   */
  private record Event(int seconds, int client, Kind kind) {

    enum Kind {
      SUCCEEDS,
      FAILS,
      PROVES_NOTHING,
      /** The answer begins with a status of 200, and goes on. */
      BEGINS_STREAM,
      /** The oldest stream that goes on fails, and no call begins. */
      BREAKS_STREAM
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 20),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of(Event.Kind.class))
        .as(Event::new)
        .list()
        .ofMaxSize(60);
  }

  /** A model that keeps what it needs in the plainest way. */
  private static final class Model {

    private final int failuresInARow;
    private final Set<Integer> failed = new HashSet<>();
    private Instant openUntil = Instant.MIN;
    private boolean open;
    private int opened;
    private int reopened;

    /** How often it had opened when the stream began, and its client; oldest first. */
    private final Deque<int[]> streams = new ArrayDeque<>();

    Model(int failuresInARow) {
      this.failuresInARow = failuresInARow;
    }

    boolean admits(Instant now) {
      return !open || !now.isBefore(openUntil);
    }

    void happens(Event event, Instant now) {
      switch (event.kind()) {
        case SUCCEEDS -> succeeds();
        case FAILS -> fails(event.client(), now);
        case BEGINS_STREAM -> {
          if (open) {
            succeeds();
          }
          streams.add(new int[] {opened, event.client()});
        }
        case PROVES_NOTHING, BREAKS_STREAM -> {}
      }
    }

    void breaksStream(Instant now) {
      int[] stream = streams.remove();
      if (!open && stream[0] == opened) {
        fails(stream[1], now);
      }
    }

    private void succeeds() {
      failed.clear();
      open = false;
      reopened = 0;
    }

    private void fails(int client, Instant now) {
      if (open) {
        reopened++;
        open(now);
      } else {
        failed.add(client);
        if (failed.size() >= failuresInARow) {
          open(now);
        }
      }
    }

    private void open(Instant now) {
      open = true;
      opened++;
      openUntil = now.plusSeconds(Math.min(40, 10L << Math.min(reopened, 10)));
    }
  }

  @Property(tries = 300)
  void it_admits_what_a_model_admits(@ForAll("events") List<Event> events) {
    transitions.clear();
    now = START;
    Circuit circuit = circuit("after 3 failures in a row for 10 seconds doubling to 40 seconds");
    Model model = new Model(3);
    Deque<Call> streams = new ArrayDeque<>();
    for (Event event : events) {
      pass(Duration.ofSeconds(event.seconds()));
      if (event.kind() == Event.Kind.BREAKS_STREAM) {
        if (!streams.isEmpty()) {
          circuit.settle(streams.remove(), Outcome.failure("asynchronous time-out"), now);
          model.breaksStream(now);
        }
        continue;
      }
      Admission admission = circuit.acquire("client " + event.client(), now);
      assertThat(admission instanceof Admission.Admitted).isEqualTo(model.admits(now));
      if (admission instanceof Admission.Admitted admitted) {
        happens(event, circuit, admitted.call(), streams);
        model.happens(event, now);
      }
    }
  }

  private void happens(Event event, Circuit circuit, Call call, Deque<Call> streams) {
    switch (event.kind()) {
      case SUCCEEDS -> circuit.settle(call, Outcome.SUCCESS, now);
      case FAILS -> circuit.settle(call, Outcome.failure("status 500"), now);
      case PROVES_NOTHING -> circuit.settle(call, Outcome.NEITHER, now);
      case BEGINS_STREAM -> {
        circuit.answering(call, Outcome.SUCCESS, now);
        streams.add(call);
      }
      case BREAKS_STREAM -> throw new AssertionError(event);
    }
  }
}

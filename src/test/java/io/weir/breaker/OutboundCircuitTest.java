package io.weir.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.breaker.Circuit.State;
import io.weir.internal.exchange.Ending;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.upstream.ServiceCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A circuit, as code that calls the service sees it. */
class OutboundCircuitTest {

  private Instant now = Instant.EPOCH;
  private final List<Transition> transitions = new ArrayList<>();
  private final Circuit circuit =
      new Circuit(
          CircuitParser.parseAll(
                  "openai: /chat after 2 failures in a row for 30 seconds",
                  "circuits",
                  new Mistakes())
              .get(0),
          RandomGenerator.getDefault(),
          transitions::add,
          (outcome, duration) -> {});
  private final OutboundCircuit outbound = new OutboundCircuit(circuit, () -> now);

  @AfterEach
  void leave() {
    CallsOfRequest.leave(null);
  }

  private ServiceCircuit.Call call() {
    return (ServiceCircuit.Call) outbound.ask();
  }

  private void open() {
    call().failed("status 503");
    call().failed("status 503");
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  /** Lets a request through, whose calls are those of this thread. */
  private CallsOfRequest request() {
    CallsOfRequest calls = new CallsOfRequest(() -> now);
    Admission admission = circuit.acquire("192.0.2.1", now);
    assertThat(admission).isInstanceOf(Admission.Admitted.class);
    calls.add(List.of(((Admission.Admitted) admission).call()));
    calls.enter();
    return calls;
  }

  private void end(CallsOfRequest calls, int status) {
    calls.end(new Ending(Ending.How.RETURNED, status, null, Duration.ZERO), (name, one) -> {});
    CallsOfRequest.leave(null);
  }

  @Test
  void each_failure_of_a_call_counts() {
    open();
    assertThat(transitions.get(0).reason()).isEqualTo("status 503");
    now = now.plusSeconds(10);
    assertThat(((ServiceCircuit.Refused) outbound.ask()).remaining().orElseThrow())
        .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(23));
  }

  @Test
  void a_call_that_proves_nothing_forgives_nothing() {
    call().failed("status 503");
    call().provedNothing();
    call().failed("status 503");
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void a_probe_closes_it() {
    open();
    now = now.plusSeconds(33);
    ServiceCircuit.Call probe = (ServiceCircuit.Call) outbound.ask();
    assertThat(outbound.ask()).isInstanceOf(ServiceCircuit.Refused.class);
    probe.succeeded();
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_probe_that_proves_nothing_makes_room_for_another_call_and_for_no_request() {
    open();
    now = now.plusSeconds(33);
    for (int i = 0; i < 5; i++) {
      call().provedNothing();
    }
    assertThat(circuit.acquire("192.0.2.1", now)).isInstanceOf(Admission.Admitted.class);
    assertThat(circuit.acquire("192.0.2.2", now)).isInstanceOf(Admission.Rejected.class);
    call().succeeded();
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_failure_within_a_request_counts_once() {
    CallsOfRequest calls = request();
    ServiceCircuit.Call call = (ServiceCircuit.Call) outbound.ask();
    call.failed("status 503");
    end(calls, 500);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
    call().failed("status 503");
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void attempts_within_a_request_count_each_and_the_last_one_is_the_requests() {
    CallsOfRequest calls = request();
    ((ServiceCircuit.Call) outbound.ask()).failed("status 503");
    ((ServiceCircuit.Call) outbound.ask()).failed("status 503");
    end(calls, 200);
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
  }

  @Test
  void a_request_that_is_the_probe_may_call() {
    open();
    now = now.plusSeconds(33);
    CallsOfRequest calls = request();
    ((ServiceCircuit.Call) outbound.ask()).succeeded();
    assertThat(circuit.state(now)).isEqualTo(State.HALF_OPEN);
    end(calls, 500);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_call_of_the_request_that_is_the_probe_decides_when_the_answer_begins() {
    open();
    now = now.plusSeconds(33);
    CallsOfRequest calls = request();
    ((ServiceCircuit.Call) outbound.ask()).failed("status 503");
    calls.answering(200);
    assertThat(circuit.state(now)).isEqualTo(State.OPEN);
    now = now.plusSeconds(33);
    calls = request();
    ((ServiceCircuit.Call) outbound.ask()).succeeded();
    calls.answering(500);
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }

  @Test
  void a_call_in_another_thread_of_the_probe_may_call_too() {
    open();
    now = now.plusSeconds(33);
    request();
    CallsOfRequest.leave(null);
    assertThat(outbound.ask()).isInstanceOf(ServiceCircuit.Call.class);
  }

  @Test
  void a_request_that_was_let_through_does_not_call_once_it_is_open() {
    request();
    circuit.openWithOthers("it is open on 2 nodes", now);
    assertThat(outbound.ask()).isInstanceOf(ServiceCircuit.Refused.class);
  }

  @Test
  void what_an_administrator_decides_holds_for_calls() {
    circuit.force(Circuit.ForcedState.OPEN);
    assertThat(outbound.ask()).isEqualTo(new ServiceCircuit.Refused(Optional.empty()));
    circuit.force(Circuit.ForcedState.DISABLED);
    call().failed("status 503");
    call().failed("status 503");
    assertThat(circuit.state(now)).isEqualTo(State.CLOSED);
  }
}

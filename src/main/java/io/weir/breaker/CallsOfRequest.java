package io.weir.breaker;

import io.weir.internal.exchange.Ending;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The calls that circuits have let through for one request. All its dispatches share it. */
final class CallsOfRequest {

  private static final ThreadLocal<CallsOfRequest> CURRENT = new ThreadLocal<>();

  private final Supplier<Instant> clock;
  private final List<Circuit> asked = new ArrayList<>(1);
  private final List<Call> calls = new ArrayList<>(1);
  private final Map<Circuit, Outcome> noted = new HashMap<>(1);
  private @Nullable Object reported;
  private boolean answering;

  CallsOfRequest(Supplier<Instant> clock) {
    this.clock = clock;
  }

  /** The calls of the request that this thread processes. */
  static Optional<CallsOfRequest> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** Makes these the calls of this thread; returns those from before. */
  @Nullable CallsOfRequest enter() {
    CallsOfRequest before = CURRENT.get();
    CURRENT.set(this);
    return before;
  }

  /** Ends what {@link #enter} began. */
  static void leave(@Nullable CallsOfRequest before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }

  /** Whether a circuit has let the request through. */
  synchronized boolean contains(Circuit circuit) {
    return calls.stream().anyMatch(call -> call.circuit() == circuit);
  }

  /** Notes how a call of the service ended. The last one is that of the request. */
  synchronized void note(Circuit circuit, Outcome outcome) {
    Outcome before = noted.put(circuit, outcome);
    if (before != null) {
      circuit.report(before, clock.get());
    }
  }

  /** Whether a circuit has yet to be asked; from now on it has been. */
  synchronized boolean asks(Circuit circuit) {
    return !asked.contains(circuit) && asked.add(circuit);
  }

  synchronized void add(List<Call> admitted) {
    calls.addAll(admitted);
  }

  /**
   * The answer to the client begins: the calls cannot become slow any more.
   *
   * @param status of the answer
   */
  synchronized void answering(int status) {
    if (!answering) {
      answering = true;
      Instant now = clock.get();
      UpstreamReport report = UpstreamReport.of(reported);
      Outcome shown = shownBy(status);
      calls.forEach(call -> call.circuit().answering(call, outcome(call, report, shown), now));
    }
  }

  /** Notes what the application reports. A server may forget it once the request is answered. */
  synchronized void hear(@Nullable Object value) {
    reported = value == null ? reported : value;
  }

  /**
   * Settles all calls.
   *
   * @param others told what the application reports of circuits that let no call through
   */
  synchronized UpstreamReport end(Ending ending, BiConsumer<String, Outcome> others) {
    Instant now = clock.get();
    UpstreamReport report = UpstreamReport.of(reported);
    Outcome shown = shownBy(ending);
    calls.forEach(call -> call.circuit().settle(call, outcome(call, report, shown), now));
    report.outcomes().entrySet().stream()
        .filter(
            one ->
                calls.stream()
                    .noneMatch(call -> call.circuit().policy().name().equals(one.getKey())))
        .forEach(one -> others.accept(one.getKey(), one.getValue()));
    return report;
  }

  /** What the application says goes before what the answer shows. */
  private Outcome outcome(Call call, UpstreamReport report, Outcome shown) {
    Outcome known = noted.getOrDefault(call.circuit(), shown);
    return report.outcomes().getOrDefault(call.circuit().policy().name(), known);
  }

  /**
   * A client can choose a request that is answered with a status of 4xx before any service is
   * called: that proves nothing.
   */
  private static Outcome shownBy(int status) {
    if (status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
      return Outcome.failure("status " + status);
    }
    return status >= HttpServletResponse.SC_BAD_REQUEST ? Outcome.NEITHER : Outcome.SUCCESS;
  }

  /** What the answer to the client shows. */
  private static Outcome shownBy(Ending ending) {
    Throwable failure = ending.failure();
    return switch (ending.how()) {
      case CLIENT_GONE -> Outcome.NEITHER;
      case TIMED_OUT -> Outcome.failure("asynchronous time-out");
      case THREW ->
          Outcome.failure(failure == null ? "exception" : failure.getClass().getSimpleName());
      case UPGRADED -> Outcome.SUCCESS;
      case RETURNED, ASYNC_COMPLETED -> shownBy(ending.status());
    };
  }
}

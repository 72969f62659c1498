package io.weir.breaker;

import io.weir.internal.exchange.Ending;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The calls that circuits have let through for one request. All its dispatches share it. */
final class CallsOfRequest {

  private final Supplier<Instant> clock;
  private final List<Circuit> asked = new ArrayList<>(1);
  private final List<Call> calls = new ArrayList<>(1);
  private @Nullable Object reported;
  private boolean answering;

  CallsOfRequest(Supplier<Instant> clock) {
    this.clock = clock;
  }

  /** Whether a circuit has yet to be asked; from now on it has been. */
  synchronized boolean asks(Circuit circuit) {
    return !asked.contains(circuit) && asked.add(circuit);
  }

  synchronized void add(List<Call> admitted) {
    calls.addAll(admitted);
  }

  /** The answer to the client begins: the calls cannot become slow any more. */
  synchronized void answering() {
    if (!answering) {
      answering = true;
      Instant now = clock.get();
      calls.forEach(call -> call.circuit().answering(call, now));
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
    for (Call call : calls) {
      call.circuit()
          .settle(call, report.outcomes().getOrDefault(call.circuit().policy().name(), shown), now);
    }
    report.outcomes().entrySet().stream()
        .filter(
            one ->
                calls.stream()
                    .noneMatch(call -> call.circuit().policy().name().equals(one.getKey())))
        .forEach(one -> others.accept(one.getKey(), one.getValue()));
    return report;
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

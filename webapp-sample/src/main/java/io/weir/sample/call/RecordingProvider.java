package io.weir.sample.call;

import io.weir.sample.Latest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A provider of calls that places none and records all: nobody's telephone rings. */
@ApplicationScoped
class RecordingProvider {

  private static final int CAPACITY = 1_000;

  private final Latest<Call> calls = new Latest<>(CAPACITY);
  private final Latest<String> reservations = new Latest<>(CAPACITY);

  /** Places a call now. */
  Call place(String caller, Phone phone, String scenario) {
    Call call = new Call(UUID.randomUUID().toString(), caller, phone, scenario, Instant.now());
    calls.put(call.id(), call);
    return call;
  }

  /**
   * Keeps what Weir reserved for a call that a request has placed, and tells Weir that its cost
   * comes later.
   */
  void reserved(Call call, HttpServletRequest request) {
    if (request.getAttribute("io.weir.reservation") instanceof String reservation) {
      reservations.put(call.id(), reservation);
      request.setAttribute("io.weir.usage", "late");
    }
  }

  /** What was reserved for a call. */
  Optional<String> reservation(String call) {
    return reservations.get(call);
  }

  /** The latest calls, oldest first. */
  List<Call> recorded() {
    return calls.all();
  }
}

package io.weir.sample.call;

import io.weir.sample.Latest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A provider of calls that places none and records all: nobody's telephone rings. */
@ApplicationScoped
class RecordingProvider {

  private static final int CAPACITY = 1_000;

  private final Latest<Call> calls = new Latest<>(CAPACITY);

  /** Places a call now. */
  Call place(String caller, Phone phone, String scenario) {
    Call call = new Call(UUID.randomUUID().toString(), caller, phone, scenario, Instant.now());
    calls.put(call.id(), call);
    return call;
  }

  /** The latest calls, oldest first. */
  List<Call> recorded() {
    return calls.all();
  }
}

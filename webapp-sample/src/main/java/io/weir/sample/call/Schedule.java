package io.weir.sample.call;

import io.weir.sample.Latest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Calls for later. */
@ApplicationScoped
class Schedule {

  private static final int CAPACITY = 1_000;

  private final Latest<Call> calls = new Latest<>(CAPACITY);

  void add(Call call) {
    calls.put(call.id(), call);
  }

  /** The calls that this user scheduled, oldest first. */
  List<Call> of(String caller) {
    return calls.all().stream().filter(call -> call.caller().equals(caller)).toList();
  }
}

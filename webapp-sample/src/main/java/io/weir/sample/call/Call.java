package io.weir.sample.call;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;

/**
 * A call.
 *
 * @param caller the user who asked for it, or {@code anonymous}
 * @param at when it was placed, or shall be
 */
record Call(String id, String caller, Phone phone, String scenario, Instant at) {

  /** As an answer. */
  JsonObject json() {
    return Json.createObjectBuilder()
        .add("id", id)
        .add("caller", caller)
        .add("phone", phone.number())
        .add("scenario", scenario)
        .add("at", at.toString())
        .build();
  }
}

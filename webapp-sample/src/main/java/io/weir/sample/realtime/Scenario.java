package io.weir.sample.realtime;

import jakarta.json.Json;
import jakarta.json.JsonObject;

/**
 * What the voice on the telephone says.
 *
 * @param owner the user who wrote it
 * @param prompt what the voice is told to do
 */
public record Scenario(String id, String owner, String name, String prompt) {

  /** As an answer. */
  JsonObject json() {
    return Json.createObjectBuilder().add("id", id).add("name", name).add("prompt", prompt).build();
  }
}

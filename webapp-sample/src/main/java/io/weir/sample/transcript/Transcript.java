package io.weir.sample.transcript;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;

/**
 * A recording to transcribe.
 *
 * @param owner the user who asked for it
 * @param media where the recording is; nothing fetches it
 */
record Transcript(String id, String owner, URI media) {

  /** As an answer. */
  JsonObject json() {
    return Json.createObjectBuilder()
        .add("id", id)
        .add("media_url", media.toString())
        .add("status", "queued")
        .build();
  }
}

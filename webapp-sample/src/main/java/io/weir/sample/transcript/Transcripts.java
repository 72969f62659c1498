package io.weir.sample.transcript;

import io.weir.sample.Latest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.UUID;

/** The recordings to transcribe. */
@ApplicationScoped
class Transcripts {

  private static final int CAPACITY = 1_000;

  private final Latest<Transcript> transcripts = new Latest<>(CAPACITY);

  Transcript add(String owner, URI media) {
    Transcript transcript = new Transcript(UUID.randomUUID().toString(), owner, media);
    transcripts.put(transcript.id(), transcript);
    return transcript;
  }
}

package io.weir.internal.events;

import java.time.Instant;

/** Something that happened, and that an administrator may want to know of. */
public interface Event {

  /** When it happened. */
  Instant time();
}

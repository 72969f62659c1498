package io.weir.internal.events;

import java.time.Instant;

/**
 * That a secret has another value or state.
 *
 * @param place where it is kept, without its key: {@code vault:app/db}
 */
public record SecretChanged(Instant time, String place, Change change) implements Event {

  /** What has changed. */
  public enum Change {
    /** Its source has another value. */
    ROTATED,
    /** It cannot be read, so an older value is used as long as that is allowed. */
    UNREADABLE,
    /** It can be read again. */
    READABLE,
    /** Its value was too old and is not used any more. */
    TOO_OLD
  }
}

package io.weir.secrets;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One secret that somebody asks for again and again, as MicroProfile Config does: its text is found
 * once in each snapshot.
 */
final class Lookup {

  private final Kept kept;
  private final String key;
  private @Nullable Found last;

  /**
   * What was found.
   *
   * @param in the snapshot; null: there was none
   */
  private record Found(@Nullable Snapshot in, Optional<String> text) {}

  Lookup(Kept kept, String key) {
    this.kept = kept;
    this.key = key;
  }

  /** Nothing if it is not held, or no text; does no I/O and waits for nobody. */
  @SuppressWarnings("ReferenceEquality") // Another snapshot is another object.
  Optional<String> text() {
    Snapshot now = kept.snapshot();
    Found found = last;
    if (found == null || found.in != now) {
      found = new Found(now, textIn(now));
      last = found;
    }
    return found.text;
  }

  private Optional<String> textIn(@Nullable Snapshot snapshot) {
    return snapshot == null
        ? Optional.empty()
        : Optional.ofNullable(snapshot.values().get(key)).flatMap(Secret::text);
  }
}

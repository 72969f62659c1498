package io.weir.secrets.refresh;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One secret that somebody asks for again and again, as MicroProfile Config does: its text is found
 * once in each snapshot.
 */
public final class CachedText {

  private final CachedPath kept;
  private final String key;
  private @Nullable Found last;

  /**
   * What was found.
   *
   * @param in the snapshot; null: there was none
   */
  private record Found(@Nullable Snapshot in, Optional<String> text) {

    /** The text stays out of sight. */
    @Override
    public String toString() {
      return text.isEmpty() ? "nothing" : "*****";
    }
  }

  CachedText(CachedPath kept, String key) {
    this.kept = kept;
    this.key = key;
  }

  /** Nothing if it is not held, or no text; does no I/O and waits for nobody. */
  @SuppressWarnings("ReferenceEquality") // Another snapshot is another object.
  public Optional<String> text() {
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

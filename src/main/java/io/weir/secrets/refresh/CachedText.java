package io.weir.secrets.refresh;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text of one secret, for callers that ask again and again, as MicroProfile Config does. It is
 * decoded once for each snapshot.
 */
public final class CachedText {

  private final CachedPath path;
  private final String key;
  private volatile @Nullable Decoded last;

  /**
   * A decoded text.
   *
   * @param snapshot what it comes from; null if there was none
   */
  private record Decoded(@Nullable Snapshot snapshot, Optional<String> text) {

    /** Hides the text. */
    @Override
    public String toString() {
      return text.isEmpty() ? "nothing" : "*****";
    }
  }

  CachedText(CachedPath path, String key) {
    this.path = path;
    this.key = key;
  }

  /** The text; empty without a value, or if it is no UTF-8. Does no I/O and waits for nobody. */
  @SuppressWarnings("ReferenceEquality") // Another snapshot is another object.
  public Optional<String> text() {
    Snapshot now = path.snapshot();
    Decoded decoded = last;
    if (decoded == null || decoded.snapshot != now) {
      decoded = new Decoded(now, decode(now));
      last = decoded;
    }
    return decoded.text;
  }

  private Optional<String> decode(@Nullable Snapshot snapshot) {
    return snapshot == null
        ? Optional.empty()
        : Optional.ofNullable(snapshot.values().get(key)).flatMap(Secret::text);
  }
}

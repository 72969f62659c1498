package io.weir.internal.settings;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that is read only after parsing, because it depends on the machine: a secret, a file, an
 * address of a network interface. {@link Mistakes#resolve} reads it. Two are equal if their values
 * are.
 */
public final class Deferred<T> {

  private volatile @Nullable T value;

  Deferred() {}

  /** A value that needs no reading. */
  public static <T> Deferred<T> of(T value) {
    Deferred<T> known = new Deferred<>();
    known.set(value);
    return known;
  }

  void set(T read) {
    value = read;
  }

  boolean isResolved() {
    return value != null;
  }

  /**
   * The value.
   *
   * @throws IllegalStateException if it was not read yet
   */
  public T get() {
    T read = value;
    if (read == null) {
      throw new IllegalStateException("a setting is used before it is resolved");
    }
    return read;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || (other instanceof Deferred<?> that
            && value != null
            && Objects.equals(value, that.value));
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(value);
  }
}

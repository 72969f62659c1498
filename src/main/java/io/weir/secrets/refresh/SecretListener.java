package io.weir.secrets.refresh;

/** Is told what changes about secrets while the application runs; never a value. */
@FunctionalInterface
public interface SecretListener {

  /** What has changed. */
  enum Change {
    /** The source has another value. */
    ROTATED,
    /** It cannot be read any more, or could not be read at all. */
    UNREADABLE,
    /** It can be read again. */
    READABLE,
    /** The value was too old and is not used any more. */
    TOO_OLD
  }

  /**
   * Something has changed. It must not wait.
   *
   * @param path the source and the path, without keys: {@code vault:app/db}
   */
  void changed(String path, Change change);
}

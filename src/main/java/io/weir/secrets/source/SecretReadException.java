package io.weir.secrets.source;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A secret cannot be read. The message contains neither a value nor text from a server. */
public final class SecretReadException extends Exception {

  /** What else cannot be read, and whether that may change by itself. */
  public enum FailureScope {
    /** This path, until somebody changes something. */
    PATH(false),
    /** This path, for a while. */
    PATH_TEMPORARILY(true),
    /** Every path of the source, until somebody changes something. */
    SOURCE(false),
    /** Every path of the source, for a while. */
    SOURCE_TEMPORARILY(true);

    private final boolean isTemporary;

    FailureScope(boolean isTemporary) {
      this.isTemporary = isTemporary;
    }
  }

  private final String source;
  private final String path;
  private final @Nullable Integer status;
  private final String hint;
  private final FailureScope scope;

  /**
   * Creates an exception with one sentence.
   *
   * @param source {@code vault}
   * @param status of the HTTP response; null if there was none
   * @param hint what is probably wrong and what to do; never a value, a token or text from a server
   */
  public SecretReadException(
      String source, String path, @Nullable Integer status, String hint, FailureScope scope) {
    super(
        "%s:%s: %s%s"
            .formatted(
                source, path, status == null ? "" : "HTTP status %s; ".formatted(status), hint));
    this.source = source;
    this.path = path;
    this.status = status;
    this.hint = hint;
    this.scope = scope;
  }

  /** Creates an exception for a failure without an HTTP response. */
  public SecretReadException(String source, String path, String hint, FailureScope scope) {
    this(source, path, null, hint, scope);
  }

  /** A path was read and does not have a requested key. */
  public static SecretReadException noKey(String source, String path, String key) {
    String hint = "it was read but has no key \"%s\"".formatted(key);
    return new SecretReadException(source, path, hint, FailureScope.PATH);
  }

  /** The same failure for another path of the source. */
  public SecretReadException at(String other) {
    return new SecretReadException(source, other, status, hint, scope);
  }

  String path() {
    return path;
  }

  public Optional<Integer> status() {
    return Optional.ofNullable(status);
  }

  String hint() {
    return hint;
  }

  /** Whether every path of the source fails. */
  public boolean affectsSource() {
    return scope == FailureScope.SOURCE || scope == FailureScope.SOURCE_TEMPORARILY;
  }

  /** Whether the failure may end by itself. */
  public boolean isTemporary() {
    return scope.isTemporary;
  }
}

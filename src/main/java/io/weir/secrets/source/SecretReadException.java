package io.weir.secrets.source;

import java.util.Optional;

/**
 * Why a secret cannot be read, in a sentence that holds neither a value nor what a server wrote.
 */
public final class SecretReadException extends Exception {

  /** What else cannot be read, and whether waiting may help. */
  public enum FailureScope {
    /** This path alone, until somebody changes something. */
    PATH(false),
    /** This path alone, for a while. */
    PATH_TEMPORARILY(true),
    /** Every path of the source, until somebody changes something. */
    SOURCE(false),
    /** Every path of the source, for a while. */
    SOURCE_TEMPORARILY(true);

    private final boolean passes;

    FailureScope(boolean passes) {
      this.passes = passes;
    }
  }

  private final String source;
  private final String path;
  private final Optional<Integer> status;
  private final String hint;
  private final FailureScope reach;

  /**
   * One sentence of these.
   *
   * @param source {@code vault}
   * @param status of the HTTP answer, where there was one
   * @param hint what is probably wrong and what to do; never a value, a token or a server's words
   */
  public SecretReadException(
      String source, String path, Optional<Integer> status, String hint, FailureScope reach) {
    super(
        "%s:%s: %s%s"
            .formatted(
                source,
                path,
                status.map(code -> "HTTP status %d; ".formatted(code)).orElse(""),
                hint));
    this.source = source;
    this.path = path;
    this.status = status;
    this.hint = hint;
    this.reach = reach;
  }

  /** A path that was read and lacks what it is read for. */
  public static SecretReadException noKey(String source, String path, String key) {
    String hint = "it was read, and has no key \"%s\"".formatted(key);
    return new SecretReadException(source, path, Optional.empty(), hint, FailureScope.PATH);
  }

  /** The same of another path of the source. */
  public SecretReadException at(String other) {
    return new SecretReadException(source, other, status, hint, reach);
  }

  String source() {
    return source;
  }

  String path() {
    return path;
  }

  public Optional<Integer> status() {
    return status;
  }

  String hint() {
    return hint;
  }

  /** Whether every path of the source is meant. */
  public boolean affectsSource() {
    return reach == FailureScope.SOURCE || reach == FailureScope.SOURCE_TEMPORARILY;
  }

  /** Whether waiting may help. */
  public boolean isTemporary() {
    return reach.passes;
  }
}

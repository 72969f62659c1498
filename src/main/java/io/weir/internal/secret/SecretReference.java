package io.weir.internal.secret;

import java.util.Set;

/**
 * Where a secret is kept: {@code vault:app/db#password}, {@code file:/run/secrets/db}.
 *
 * @param source {@code env}, {@code file}, {@code vault}
 * @param path where the source reads
 * @param key which of the values at the path; empty if the path has a single value
 */
public record SecretReference(String source, String path, String key) {

  /** The forms of a reference. */
  static final String ALLOWED = "env:NAME, file:/run/secrets/name or vault:mount/path#key";

  /**
   * The message for a text that is no reference. It may be the secret itself, so no message repeats
   * it.
   */
  public static final String NOT_ONE = "must be a reference, not the secret itself: " + ALLOWED;

  private static final Set<String> SOURCES = Set.of("env", "file", "vault");

  /**
   * Parses a reference.
   *
   * @throws IllegalArgumentException if the text is no complete reference; the message does not
   *     repeat a text that may be the secret itself
   */
  public static SecretReference parse(String text) {
    if (!isReference(text)) {
      throw new IllegalArgumentException(NOT_ONE);
    }
    int colon = text.indexOf(':');
    String source = text.substring(0, colon);
    String place = text.substring(colon + 1);
    int hash = place.lastIndexOf('#');
    boolean keyed = hash >= 0 && !source.equals("env");
    SecretReference reference =
        keyed
            ? new SecretReference(source, place.substring(0, hash), place.substring(hash + 1))
            : new SecretReference(source, place, "");
    reference.check(keyed);
    return reference;
  }

  /** Whether the text starts like a reference, complete or not. */
  public static boolean isReference(String text) {
    int colon = text.indexOf(':');
    return colon > 0 && SOURCES.contains(text.substring(0, colon));
  }

  private void check(boolean keyed) {
    boolean complete =
        switch (source) {
          case "file" -> path.startsWith("/") && (!keyed || !key.isEmpty());
          case "vault" -> !path.isEmpty() && !key.isEmpty();
          default -> !path.isEmpty();
        };
    if (!complete) {
      throw new IllegalArgumentException(
          "%s: the reference is incomplete; a complete one is %s".formatted(shown(), example()));
    }
  }

  /** Hides a text after {@code file:} that is no path: it may be the content of the file. */
  private String shown() {
    return source.equals("file") && !path.startsWith("/") ? source : toString();
  }

  private String example() {
    return switch (source) {
      case "file" -> "file:/run/secrets/db or file:/run/secrets#db";
      case "vault" -> "vault:secret/shop/db#password";
      default -> "env:DB_PASSWORD";
    };
  }

  @Override
  public String toString() {
    return "%s:%s%s".formatted(source, path, key.isEmpty() ? "" : "#" + key);
  }
}

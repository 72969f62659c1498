package io.weir.internal.secret;

import java.util.Set;

/**
 * Where a secret is kept: {@code vault:app/db#password}, {@code file:/run/secrets/db}.
 *
 * @param source {@code env}, {@code file}, {@code vault}
 * @param path what the source is asked for
 * @param key which of the values there; empty where a path holds one
 */
public record SecretReference(String source, String path, String key) {

  /** What an administrator may write. */
  static final String ALLOWED = "env:NAME, file:/run/secrets/name or vault:mount/path#key";

  /** The answer to a text that is none, and may be the secret itself: it is not repeated. */
  public static final String NOT_ONE = "not the secret itself but where it is kept: " + ALLOWED;

  private static final Set<String> SOURCES = Set.of("env", "file", "vault");

  /**
   * Reads what an administrator wrote.
   *
   * @throws IllegalArgumentException with a sentence that does not repeat a text that may be the
   *     secret itself
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

  /** Whether the text names a place, well or badly, and is no secret. */
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
          "%s: not complete, as %s is".formatted(shown(), example()));
    }
  }

  /** Behind {@code file:}, what is no path may be what should be in the file: not repeated. */
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

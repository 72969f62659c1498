package io.weir.internal.secret;

/** Reads the secrets that settings name. Whoever reads settings receives one. */
@FunctionalInterface
public interface SecretReader {

  /** The shortest secret that {@link #readStrong} accepts, in bytes. */
  int SHORTEST_STRONG = 16;

  /**
   * Reads the secret that a reference names: {@code env:NAME}, {@code file:/run/secrets/name} or
   * {@code vault:mount/path#key}.
   *
   * @throws IllegalArgumentException if the secret cannot be read; the message is for the
   *     administrator and never contains a value
   */
  Secret read(String reference);

  /**
   * Reads a secret that must be too long to guess.
   *
   * @throws IllegalArgumentException if the secret cannot be read or has fewer than 16 bytes
   */
  default Secret readStrong(String reference) {
    Secret secret = read(reference);
    if (secret.length() < SHORTEST_STRONG) {
      throw new IllegalArgumentException(
          "%s has %s bytes; it must have at least %s, better 32 random ones"
              .formatted(Secret.shown(reference), secret.length(), SHORTEST_STRONG));
    }
    return secret;
  }

  /** A reader that has no source: every reference is a mistake. */
  static SecretReader none() {
    return reference -> {
      throw new IllegalArgumentException(
          "%s: this deployment cannot read secrets".formatted(Secret.shown(reference)));
    };
  }
}

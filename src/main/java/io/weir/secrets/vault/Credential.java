package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.secret.SecretReference;

/**
 * A secret that logs in to Vault, and is therefore kept elsewhere. Each login reads it anew, so
 * that a rotated credential is found.
 *
 * @param reference {@code env:NAME} or {@code file:/run/secrets/name}
 */
record Credential(String reference, SecretReader reader) {

  /**
   * Reads a reference.
   *
   * @throws IllegalArgumentException if the credential cannot be read now; the message is for the
   *     administrator
   */
  static Credential parse(String text, SecretReader reader) {
    if (text.startsWith("vault:")) {
      throw new IllegalArgumentException(
          "a credential for Vault cannot be stored in Vault; use env:NAME or file:/run/secrets/name");
    }
    if (!SecretReference.isReference(text)) {
      // The text may be the secret itself, so the message does not repeat it.
      throw new IllegalArgumentException(
          "must be a reference, not the secret itself: env:NAME or file:/run/secrets/name");
    }
    Credential credential = new Credential(text, reader);
    if (credential.read().length() == 0) {
      throw new IllegalArgumentException("%s: the value is empty".formatted(text));
    }
    return credential;
  }

  /**
   * The value now.
   *
   * @throws IllegalArgumentException if it cannot be read; the message is for the administrator
   */
  Secret read() {
    return reader.read(reference);
  }

  /** Where the credential is kept. */
  @Override
  public String toString() {
    return reference;
  }
}

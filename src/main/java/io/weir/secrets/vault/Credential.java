package io.weir.secrets.vault;

import io.weir.internal.secret.Reference;
import io.weir.internal.secret.Secret;
import io.weir.secrets.Reading;

/**
 * What opens a source of secrets, and is therefore kept elsewhere. It is read anew for each login,
 * so that a rotated one is found.
 *
 * @param reference {@code env:NAME} or {@code file:/run/secrets/name}
 */
record Credential(String reference) {

  /**
   * Reads a reference.
   *
   * @throws IllegalArgumentException with a sentence for the administrator, if there is nothing now
   */
  static Credential parse(String text) {
    if (text.startsWith("vault:")) {
      throw new IllegalArgumentException(
          "what opens Vault cannot be kept there; env:NAME or file:/run/secrets/name");
    }
    if (!Reference.isReference(text)) {
      // What was written may be the secret itself: it is not repeated.
      throw new IllegalArgumentException(
          "not the secret itself but where it is kept: env:NAME or file:/run/secrets/name");
    }
    Credential credential = new Credential(text);
    if (credential.read().length() == 0) {
      throw new IllegalArgumentException("%s: is empty".formatted(text));
    }
    return credential;
  }

  /**
   * The value now.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  Secret read() {
    return Reading.secret(reference);
  }

  /** Where it is kept. */
  @Override
  public String toString() {
    return reference;
  }
}

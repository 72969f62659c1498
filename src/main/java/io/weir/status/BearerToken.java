package io.weir.status;

import io.weir.internal.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A token that a client sends in its {@code Authorization} header (RFC 6750 §2.1).
 *
 * @param secret of characters that a header may hold
 */
public record BearerToken(Secret secret) {

  private static final String SCHEME = "Bearer";

  /** RFC 6750 §2.1, {@code b64token}. */
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /**
   * The token that a secret holds.
   *
   * @param reference where the secret is kept
   * @throws IllegalArgumentException with a sentence for the administrator, which does not repeat
   *     the secret
   */
  static BearerToken of(Secret secret, String reference) {
    if (secret.text().filter(text -> ALLOWED.matcher(text).matches()).isEmpty()) {
      throw new IllegalArgumentException(
          "%s: a bearer token has letters, digits and - . _ ~ + / only, and = at its end"
              .formatted(Secret.shown(reference)));
    }
    return new BearerToken(secret);
  }

  /** Whether the value of an {@code Authorization} header is this token. */
  boolean isIn(String authorization) {
    int blank = authorization.indexOf(' ');
    return blank == SCHEME.length()
        && authorization.substring(0, blank).equalsIgnoreCase(SCHEME)
        // A comparison that takes as long whatever is sent.
        && secret.equals(
            Secret.of(
                authorization.substring(blank).strip().getBytes(StandardCharsets.ISO_8859_1)));
  }
}

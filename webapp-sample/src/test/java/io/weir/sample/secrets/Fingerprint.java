package io.weir.sample.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands for a secret where it must not be written: in answers that servers might log. */
final class Fingerprint {

  /**
   * The secrets that {@link TellingServlet} tells fingerprints of. They stand here, because a test
   * cannot initialize a servlet with the API of Java EE 8 alone.
   */
  static final List<String> NAMES =
      List.of(
          "early",
          "early-of-vault",
          "config",
          "vault",
          "old",
          "dot-env",
          "api-key",
          "dbPassword",
          "init",
          "property",
          "turned",
          "bound");

  private Fingerprint() {}

  static String of(@Nullable String secret) {
    if (secret == null) {
      return "absent";
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.weir.internal.counting.cluster;

import io.weir.internal.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What members show of {@code weir.key-secret} without revealing it: HMAC-SHA-256 (RFC 2104) of a
 * text, in hexadecimal digits.
 */
final class KeyedHash {

  private static final String ALGORITHM = "HmacSHA256";

  private KeyedHash() {}

  static String of(Secret secret, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}

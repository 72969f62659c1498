package io.weir.internal.counting;

import io.weir.internal.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The names under which clients are stored: HMAC-SHA-256 (RFC 2104) of their address or user name.
 * A heap dump or a member of the cluster reveals neither.
 */
public final class Pseudonyms {

  private static final String ALGORITHM = "HmacSHA256";

  /** 128 bits: among 2^64 clients, two share a bucket by accident. */
  private static final int LENGTH = 16;

  private volatile Mac mac;

  public Pseudonyms(Secret secret) {
    mac = keyed(secret);
  }

  /** Makes names with this secret from now on. */
  public void change(Secret secret) {
    mac = keyed(secret);
  }

  private static Mac keyed(Secret secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /**
   * One name for all parts together, 22 characters long. Other parts, or the same text cut
   * differently, have another name.
   */
  public String of(String... parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(mac(parts), LENGTH));
  }

  /** The same as a number, where it need only be unique within an entry. */
  public long numberOf(String... parts) {
    return ByteBuffer.wrap(mac(parts)).getLong();
  }

  private byte[] mac(String... parts) {
    Mac fresh = copy();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      fresh.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      fresh.update(bytes);
    }
    return fresh.doFinal();
  }

  private Mac copy() {
    try {
      return (Mac) mac.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own HMAC can be cloned", e);
    }
  }
}

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
 * The names under which clients are stored: HMAC-SHA-256 (RFC 2104) of who they are, so that a heap
 * dump or a member of the cluster tells no address and no user name.
 */
public final class Pseudonyms {

  private static final String ALGORITHM = "HmacSHA256";

  /** 128 bits: two clients in 2^64 share a bucket by accident. */
  private static final int LENGTH = 16;

  private volatile Mac mac;

  Pseudonyms(Secret secret) {
    mac = keyed(secret);
  }

  /** From now on names are made under this secret. */
  void change(Secret secret) {
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
   * One name for all these parts together; other parts, or the same cut differently, have another.
   */
  public String of(String... parts) {
    Mac fresh = copy();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      fresh.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
      fresh.update(bytes);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(fresh.doFinal(), LENGTH));
  }

  private Mac copy() {
    try {
      return (Mac) mac.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own HMAC can be cloned", e);
    }
  }
}

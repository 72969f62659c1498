package io.weir.secrets.source;

import io.weir.internal.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** ContentHash of what has no version of its own: they change when a value does. */
public final class ContentHash {

  /** Without a salt, the hash of a short secret would reveal it. */
  private static final byte[] SALT = Secret.random().bytes();

  private ContentHash() {}

  public static String of(Map<String, Secret> values) {
    MessageDigest digest = sha256();
    digest.update(SALT);
    new TreeMap<>(values)
        .forEach(
            (key, secret) -> {
              update(digest, key.getBytes(StandardCharsets.UTF_8));
              update(digest, secret.bytes());
            });
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static void update(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }
}

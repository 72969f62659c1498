package io.weir.internal.secret;

import io.weir.internal.http.Charsets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** A secret value. Its string representation hides it. */
public final class Secret {

  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** 32 random bytes. */
  public static Secret random() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return new Secret(random);
  }

  /** A secret with these bytes. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes);
  }

  /** A secret with the UTF-8 bytes of this text. */
  public static Secret of(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a text is a reference: it names where a secret is kept. */
  public static boolean isReference(String text) {
    return SecretReference.isReference(text);
  }

  /** The text if it is a reference; else it may be the secret itself and is hidden. */
  public static String shown(String reference) {
    return SecretReference.isReference(reference) ? reference : "*****";
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The text; empty if the bytes are no UTF-8. */
  public Optional<String> text() {
    return Charsets.decodeUtf8(bytes);
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "*****";
  }
}

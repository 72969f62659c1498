package io.weir.secrets;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** A value that nobody prints. */
public final class Secret {

  private static final int LEAST_STRONG = 16;

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

  /** A secret of these bytes. */
  public static Secret of(byte[] bytes) {
    return new Secret(bytes);
  }

  /** A secret of this text. */
  static Secret of(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads the secret that a reference names, for a setting: {@code env:NAME}, {@code
   * file:/run/secrets/name} or, of an application that is being deployed, {@code
   * vault:mount/path#key}.
   *
   * @throws IllegalArgumentException with a sentence for the administrator, which never holds a
   *     value
   */
  public static Secret read(String reference) {
    return Reading.here().read(reference);
  }

  /**
   * The same, of a secret that nobody can guess.
   *
   * @throws IllegalArgumentException also if it has less than 16 bytes
   */
  public static Secret readStrong(String reference) {
    Secret secret = read(reference);
    if (secret.length() < LEAST_STRONG) {
      throw new IllegalArgumentException(
          "%s holds %d bytes; at least %d, better 32 random ones"
              .formatted(shown(reference), secret.length(), LEAST_STRONG));
    }
    return secret;
  }

  /** Whether a text names where something is kept. */
  public static boolean isReference(String text) {
    return Reference.isReference(text);
  }

  /** What was written for a secret, if it is not the secret itself. */
  public static String shown(String reference) {
    return Reference.isReference(reference) ? reference : "*****";
  }

  /** A copy of it, for the one who needs it. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The text that it is in UTF-8; nothing if it is none. */
  Optional<String> text() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** How many bytes it has. */
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

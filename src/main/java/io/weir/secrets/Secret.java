package io.weir.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

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

  /**
   * Reads the secret that a reference names: {@code env:NAME} or {@code file:/run/secrets/name}, of
   * which one newline at the end is left out.
   *
   * @throws IllegalArgumentException with a sentence for the administrator, which never holds a
   *     value
   */
  public static Secret read(String reference) {
    if (reference.startsWith("env:")) {
      return ofVariable(reference.substring("env:".length()));
    }
    if (reference.startsWith("file:")) {
      return ofFile(reference.substring("file:".length()));
    }
    if (reference.startsWith("vault:")) {
      throw new IllegalArgumentException(
          "a vault: reference is not available in this version; env:NAME or file:/run/secrets/name");
    }
    // What was written may be the secret itself: it is not repeated.
    throw new IllegalArgumentException(
        "not the secret itself but where it is kept: env:NAME or file:/run/secrets/name");
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
              .formatted(reference, secret.length(), LEAST_STRONG));
    }
    return secret;
  }

  private static Secret ofVariable(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalArgumentException("env:%s: no such environment variable".formatted(name));
    }
    return new Secret(value.getBytes(StandardCharsets.UTF_8));
  }

  private static Secret ofFile(String path) {
    try {
      byte[] all = Files.readAllBytes(Path.of(path));
      int end = all.length;
      if (end > 0 && all[end - 1] == '\n') {
        end -= end > 1 && all[end - 2] == '\r' ? 2 : 1;
      }
      return new Secret(Arrays.copyOf(all, end));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "file:%s: no such file, or not readable by this server".formatted(path), e);
    }
  }

  /** A copy of it, for the one who needs it. */
  public byte[] bytes() {
    return bytes.clone();
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

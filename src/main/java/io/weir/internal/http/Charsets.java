package io.weir.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Character encodings by name, and strict decoding of UTF-8. */
public final class Charsets {

  private Charsets() {}

  /** The charset with this name (RFC 9110 §8.3.2), or nothing if the JVM does not have it. */
  public static Optional<Charset> find(String name) {
    try {
      return Charset.isSupported(name) ? Optional.of(Charset.forName(name)) : Optional.empty();
    } catch (IllegalCharsetNameException e) {
      return Optional.empty();
    }
  }

  /**
   * The text that these bytes encode, or nothing if they are not UTF-8. {@code new String} would
   * silently replace malformed bytes.
   */
  public static Optional<String> decodeUtf8(byte[] bytes) {
    return decode(bytes, StandardCharsets.UTF_8);
  }

  /** The text that these bytes encode, or nothing if they are malformed. */
  public static Optional<String> decode(byte[] bytes, Charset charset) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}

package io.weir.internal.path;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Percent-encoding of UTF-8 (RFC 3986 §2.1, §2.5). */
final class PercentEncoding {

  private PercentEncoding() {}

  /** The text decoded once; nothing if an escape is broken or the bytes are not UTF-8. */
  static Optional<String> decode(String text) {
    if (text.indexOf('%') < 0) {
      return Optional.of(text);
    }
    StringBuilder decoded = new StringBuilder(text.length());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) != '%') {
        decoded.append(text.charAt(i++));
        continue;
      }
      for (bytes.reset(); i < text.length() && text.charAt(i) == '%'; i += 3) {
        int octet = octet(text, i + 1);
        if (octet < 0) {
          return Optional.empty();
        }
        bytes.write(octet);
      }
      try {
        // A new decoder reports what String would silently replace.
        decoded.append(
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())));
      } catch (CharacterCodingException e) {
        return Optional.empty();
      }
    }
    return Optional.of(decoded.toString());
  }

  private static int octet(String text, int start) {
    if (start + 2 > text.length()) {
      return -1;
    }
    int high = digit(text.charAt(start));
    int low = digit(text.charAt(start + 1));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int digit(char c) {
    // Character.digit alone also reads digits outside ASCII.
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}

package io.weir.internal.path;

import io.weir.internal.http.Charsets;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Percent-encoding of UTF-8 (RFC 3986 §2.1, §2.5). */
final class PercentEncoding {

  private PercentEncoding() {}

  /** Decodes the text once. Nothing if an escape is malformed or the octets are not UTF-8. */
  static Optional<String> decode(String text) {
    if (text.indexOf('%') < 0) {
      return Optional.of(text);
    }
    StringBuilder decoded = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int octet = octet(text, i);
      if (text.charAt(i) != '%') {
        decoded.append(text.charAt(i++));
      } else if (octet < 0) {
        return Optional.empty();
      } else if (octet < 0x80) {
        decoded.append((char) octet);
        i += 3;
      } else {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (; i < text.length() && octet(text, i) >= 0x80; i += 3) {
          octets.write(octet(text, i));
        }
        Optional<String> characters = Charsets.decodeUtf8(octets.toByteArray());
        if (characters.isEmpty()) {
          return Optional.empty();
        }
        decoded.append(characters.get());
      }
    }
    return Optional.of(decoded.toString());
  }

  /** The octet whose escape starts here, or -1. */
  private static int octet(String text, int start) {
    if (text.charAt(start) != '%' || start + 3 > text.length()) {
      return -1;
    }
    int high = digit(text.charAt(start + 1));
    int low = digit(text.charAt(start + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int digit(char c) {
    // Character.digit also accepts digits outside ASCII.
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}

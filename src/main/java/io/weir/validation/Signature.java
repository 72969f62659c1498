package io.weir.validation;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The bytes with which content of a type begins, whatever is declared.
 *
 * @param type in small letters and without parameters
 * @param starts in hexadecimal digits; two dots are any byte
 */
record Signature(String type, List<String> starts) {

  private static final List<Signature> KNOWN =
      List.of(
          new Signature("image/png", List.of("89504e470d0a1a0a")),
          new Signature("image/jpeg", List.of("ffd8ff")),
          new Signature("image/gif", List.of(ascii("GIF87a"), ascii("GIF89a"))),
          new Signature("image/webp", List.of(ascii("RIFF") + "........" + ascii("WEBP"))),
          new Signature("audio/wav", List.of(ascii("RIFF") + "........" + ascii("WAVE"))),
          new Signature("audio/ogg", List.of(ascii("OggS"))),
          new Signature("application/pdf", List.of(ascii("%PDF-"))),
          new Signature("application/zip", List.of("504b0304", "504b0506", "504b0708")),
          new Signature("application/gzip", List.of("1f8b")));

  /** The length of the longest. */
  static final int LENGTH = 12;

  Signature {
    starts = List.copyOf(starts);
  }

  private static String ascii(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The signature of a type, in small letters and without parameters; most types have none. */
  static Optional<Signature> of(String essence) {
    return KNOWN.stream().filter(known -> known.type.equals(essence)).findFirst();
  }

  /** Whether content begins as it must. */
  boolean begins(byte[] content) {
    String start = HexFormat.of().formatHex(content, 0, Math.min(LENGTH, content.length));
    return starts.stream().anyMatch(signature -> begins(start, signature));
  }

  private static boolean begins(String content, String signature) {
    if (content.length() < signature.length()) {
      return false;
    }
    for (int i = 0; i < signature.length(); i++) {
      if (signature.charAt(i) != '.' && signature.charAt(i) != content.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

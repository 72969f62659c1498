package io.weir.internal.body;

import io.weir.internal.http.Charsets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A query or a form (URL standard, application/x-www-form-urlencoded) whose values can be changed.
 * What is not changed stays byte for byte what the client sent.
 */
public final class EncodedForm {

  /** WildFly accepts 1000 by default, Tomcat and Payara 10 000. */
  private static final int MAX_FIELDS = 10_000;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final List<Pair> pairs;
  private final Optional<Charset> declared;

  private EncodedForm(List<Pair> pairs, Optional<Charset> declared) {
    this.pairs = pairs;
    this.declared = declared;
  }

  /** A field: as it is sent, where its value begins, and the octets of its name and value. */
  private static final class Pair {

    private final byte[] written;
    private final int value;
    private final byte[] nameOctets;
    private final byte[] valueOctets;

    Pair(byte[] written, int value, byte[] nameOctets, byte[] valueOctets) {
      this.written = written;
      this.value = value;
      this.nameOctets = nameOctets;
      this.valueOctets = valueOctets;
    }

    /** Containers skip empty pairs. */
    boolean isField() {
      return written.length > 0;
    }
  }

  /**
   * Reads a form; nothing if programs may read other fields in it: its percent-encoding is
   * malformed, it has too many fields, or its charset writes ASCII in other octets.
   *
   * @param charset that the request declares; without one, texts are UTF-8, or ISO 8859-1 if they
   *     are not well-formed
   */
  public static Optional<EncodedForm> of(byte[] form, Optional<String> charset) {
    if (charset.isPresent() && !reads(charset.get())) {
      return Optional.empty();
    }
    List<Pair> pairs = new ArrayList<>();
    int start = 0;
    while (start <= form.length) {
      int end = indexOf('&', form, start);
      Optional<Pair> pair = pair(Arrays.copyOfRange(form, start, end));
      if (pair.isEmpty() || pairs.size() > MAX_FIELDS) {
        return Optional.empty();
      }
      pairs.add(pair.get());
      start = end + 1;
    }
    return Optional.of(new EncodedForm(pairs, charset.flatMap(Charsets::find)));
  }

  /** Whether forms in this charset can be read: it writes ASCII in the octets of ASCII. */
  public static boolean reads(String charset) {
    return FormFields.isAsciiCompatible(charset) && Charsets.find(charset).isPresent();
  }

  private static int indexOf(char wanted, byte[] octets, int start) {
    int i = start;
    while (i < octets.length && octets[i] != wanted) {
      i++;
    }
    return i;
  }

  private static Optional<Pair> pair(byte[] written) {
    int equals = indexOf('=', written, 0);
    boolean hasValue = equals < written.length;
    Optional<byte[]> name = decoded(written, 0, equals);
    Optional<byte[]> value = decoded(written, hasValue ? equals + 1 : equals, written.length);
    return name.isPresent() && value.isPresent()
        ? Optional.of(
            new Pair(written, Math.min(equals + 1, written.length), name.get(), value.get()))
        : Optional.empty();
  }

  /** The octets that percent-encoded ones stand for; nothing if the encoding is malformed. */
  private static Optional<byte[]> decoded(byte[] written, int start, int end) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(end - start);
    for (int i = start; i < end; i++) {
      if (written[i] == '%') {
        int high = i + 2 < end ? Character.digit(written[i + 1], 16) : -1;
        int low = i + 2 < end ? Character.digit(written[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        octets.write(high << 4 | low);
        i += 2;
      } else {
        octets.write(written[i] == '+' ? ' ' : written[i]);
      }
    }
    return Optional.of(octets.toByteArray());
  }

  private Charset charset(byte[] octets) {
    return declared.orElseGet(
        () ->
            Charsets.decodeUtf8(octets).isPresent()
                ? StandardCharsets.UTF_8
                : StandardCharsets.ISO_8859_1);
  }

  private String text(byte[] octets) {
    return new String(octets, charset(octets));
  }

  /** The values of the fields with this name, in their order. */
  public List<String> values(String name) {
    return pairs.stream()
        .filter(pair -> pair.isField() && text(pair.nameOctets).equals(name))
        .map(pair -> text(pair.valueOctets))
        .toList();
  }

  /** The form with changed values; nothing if its charset cannot encode one of them exactly. */
  public Optional<byte[]> rewritten(String name, UnaryOperator<String> change) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      if (i > 0) {
        out.write('&');
      }
      if (!pair.isField() || !text(pair.nameOctets).equals(name)) {
        out.writeBytes(pair.written);
        continue;
      }
      String before = text(pair.valueOctets);
      String after = change.apply(before);
      if (after.equals(before)) {
        out.writeBytes(pair.written);
        continue;
      }
      Charset charset = charset(pair.valueOctets);
      byte[] octets = after.getBytes(charset);
      if (!Arrays.equals(before.getBytes(charset), pair.valueOctets)
          || !text(octets).equals(after)) {
        return Optional.empty();
      }
      out.write(pair.written, 0, pair.value);
      encode(octets, out);
    }
    return Optional.of(out.toByteArray());
  }

  /** URL standard §5.2. */
  private static void encode(byte[] octets, ByteArrayOutputStream out) {
    for (byte octet : octets) {
      char c = (char) (octet & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "*-._".indexOf(c) >= 0)) {
        out.write(c);
      } else if (c == ' ') {
        out.write('+');
      } else {
        out.write('%');
        out.writeBytes(HEX.toHexDigits(octet).getBytes(StandardCharsets.US_ASCII));
      }
    }
  }
}

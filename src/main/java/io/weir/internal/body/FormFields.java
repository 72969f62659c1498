package io.weir.internal.body;

import io.weir.internal.http.Charsets;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a query or a form (URL standard, application/x-www-form-urlencoded).
 *
 * @param values the values of each field by its name, in their order
 * @param complete whether every field was read: other programs may read one that is missing here
 */
record FormFields(Map<String, List<String>> values, boolean complete) {

  static final FormFields NONE = new FormFields(Map.of(), true);

  static final FormFields UNREADABLE = new FormFields(Map.of(), false);

  /** No form has more fields. WildFly accepts 1000 by default. */
  private static final int MAX_FIELDS = 10_000;

  private static final Set<String> ASCII_COMPATIBLE =
      Set.of("UTF-8", "UTF8", "US-ASCII", "ISO-8859-1", "ISO-8859-15", "windows-1252");

  private static final String FORM = "application/x-www-form-urlencoded";

  /** The fields of a query. */
  static FormFields ofQuery(@Nullable String query) {
    return query == null
        ? NONE
        : ofForm(query.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** Whether a server may treat the body as a form. WildFly only looks at the start of the type. */
  static boolean isForm(@Nullable String contentType) {
    return contentType != null
        && contentType.strip().regionMatches(true, 0, FORM, 0, FORM.length());
  }

  /**
   * Whether a form in this charset reads like UTF-8, at least in its ASCII characters. In other
   * charsets the same text can be encoded in many ways.
   */
  static boolean isAsciiCompatible(@Nullable String charset) {
    return charset == null
        || ASCII_COMPATIBLE.stream().anyMatch(charset::equalsIgnoreCase)
        || Charsets.find(charset).isEmpty();
  }

  /**
   * The fields of a form. As in the URL standard (§5.1), names and values are octets until they are
   * complete; only then the charset decodes them. The octets of a character of Shift_JIS may be
   * percent-encoded or not, each by itself.
   */
  static FormFields ofForm(byte[] form, Charset charset) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    boolean complete = true;
    int fields = 0;
    int start = 0;
    while (start < form.length) {
      int end = indexOf('&', form, start, form.length);
      // Containers skip empty pairs, however many there are.
      if (end > start) {
        fields++;
        if (fields > MAX_FIELDS) {
          return new FormFields(values, false);
        }
        complete &= add(form, start, end, charset, values);
      }
      start = end + 1;
    }
    return new FormFields(values, complete);
  }

  private static int indexOf(char wanted, byte[] form, int start, int end) {
    int i = start;
    while (i < end && form[i] != wanted) {
      i++;
    }
    return i;
  }

  /** Adds a field; false if its percent-encoding is malformed, so that containers skip it. */
  private static boolean add(
      byte[] form, int start, int end, Charset charset, Map<String, List<String>> values) {
    int equals = indexOf('=', form, start, end);
    String name = decoded(form, start, equals, charset);
    String value = decoded(form, Math.min(equals + 1, end), end, charset);
    if (name == null || value == null) {
      return false;
    }
    values.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value);
    return true;
  }

  /** The text of percent-encoded octets; null if the encoding is malformed. */
  private static @Nullable String decoded(byte[] form, int start, int end, Charset charset) {
    byte[] octets = new byte[end - start];
    int length = 0;
    for (int i = start; i < end; i++) {
      byte octet = form[i];
      if (octet == '%') {
        int high = i + 2 < end ? Character.digit(form[i + 1], 16) : -1;
        int low = i + 2 < end ? Character.digit(form[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        octet = (byte) (high << 4 | low);
        i += 2;
      } else if (octet == '+') {
        octet = ' ';
      }
      octets[length++] = octet;
    }
    return new String(octets, 0, length, charset);
  }

  /** The values of the field with this name. */
  List<String> of(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The given parameters, with these fields added after them. */
  Map<String, String[]> addedTo(Map<String, String[]> parameters) {
    Map<String, String[]> all = new LinkedHashMap<>(parameters);
    values.forEach(
        (name, added) -> all.merge(name, added.toArray(String[]::new), FormFields::concat));
    return Collections.unmodifiableMap(all);
  }

  private static String[] concat(String[] first, String[] second) {
    return Stream.of(first, second).flatMap(Stream::of).toArray(String[]::new);
  }
}

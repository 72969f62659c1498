package io.weir.internal.body;

import io.weir.internal.http.Charsets;
import java.net.URLDecoder;
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
    return query == null ? NONE : parse(query, StandardCharsets.UTF_8);
  }

  /** The fields of a form. The charset decodes the body and its percent-encoded octets. */
  static FormFields ofForm(byte[] body, Charset charset) {
    return parse(new String(body, charset), charset);
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

  private static FormFields parse(String text, Charset charset) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    boolean complete = true;
    int fields = 0;
    int start = 0;
    while (start < text.length()) {
      int ampersand = text.indexOf('&', start);
      int end = ampersand < 0 ? text.length() : ampersand;
      // Containers skip empty pairs, however many there are.
      if (end > start) {
        fields++;
        if (fields > MAX_FIELDS) {
          return new FormFields(values, false);
        }
        complete &= add(text.substring(start, end).split("=", 2), charset, values);
      }
      start = end + 1;
    }
    return new FormFields(values, complete);
  }

  /** Adds a field; false if its percent-encoding is malformed, so that containers skip it. */
  private static boolean add(
      String[] nameAndValue, Charset charset, Map<String, List<String>> values) {
    try {
      String name = URLDecoder.decode(nameAndValue[0], charset);
      String value = nameAndValue.length == 1 ? "" : URLDecoder.decode(nameAndValue[1], charset);
      values.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
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

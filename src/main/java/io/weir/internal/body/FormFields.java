package io.weir.internal.body;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names and values of a query or a form (URL standard, application/x-www-form-urlencoded).
 *
 * @param values of each name, in their order
 */
record FormFields(Map<String, List<String>> values) {

  static final FormFields NONE = new FormFields(Map.of());

  /** More fields than any form has: a thousand of them is what WildFly takes by default. */
  private static final int MOST = 10_000;

  private static final Set<String> PLAIN =
      Set.of("UTF-8", "UTF8", "US-ASCII", "ISO-8859-1", "ISO-8859-15", "windows-1252");

  private static final String FORM = "application/x-www-form-urlencoded";

  /** Those behind the question mark. */
  static FormFields ofQuery(@Nullable String query) {
    return query == null ? NONE : parse(query, StandardCharsets.UTF_8);
  }

  /** Those of a form, which {@code charset} decodes, percent-encoded or not. */
  static FormFields ofForm(byte[] body, Charset charset) {
    return parse(new String(body, charset), charset);
  }

  /** Whether a server may take it for a form: WildFly looks at the beginning alone. */
  static boolean isForm(@Nullable String contentType) {
    return contentType != null
        && contentType.strip().regionMatches(true, 0, FORM, 0, FORM.length());
  }

  /**
   * Whether a form in this charset reads as UTF-8 does, at least where it is ASCII. In others a
   * text can be written in any number of ways.
   */
  static boolean isReadable(@Nullable String charset) {
    return charset == null
        || PLAIN.stream().anyMatch(charset::equalsIgnoreCase)
        || !isKnown(charset);
  }

  private static boolean isKnown(String charset) {
    try {
      return Charset.isSupported(charset);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
  }

  private static FormFields parse(String text, Charset charset) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    String[] pairs = text.split("&", MOST + 1);
    for (int i = 0; i < Math.min(pairs.length, MOST); i++) {
      if (!pairs[i].isEmpty()) {
        add(pairs[i].split("=", 2), charset, values);
      }
    }
    return new FormFields(values);
  }

  private static void add(
      String[] nameAndValue, Charset charset, Map<String, List<String>> values) {
    try {
      String name = URLDecoder.decode(nameAndValue[0], charset);
      String value = nameAndValue.length == 1 ? "" : URLDecoder.decode(nameAndValue[1], charset);
      values.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value);
    } catch (IllegalArgumentException e) {
      // Not encoded well: containers leave such a field out, and so does this.
    }
  }

  List<String> of(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The values behind those that are known already. */
  Map<String, String[]> addedTo(Map<String, String[]> known) {
    Map<String, String[]> all = new LinkedHashMap<>(known);
    values.forEach((name, more) -> all.merge(name, more.toArray(String[]::new), FormFields::both));
    return Collections.unmodifiableMap(all);
  }

  private static String[] both(String[] first, String[] then) {
    String[] all = Arrays.copyOf(first, first.length + then.length);
    System.arraycopy(then, 0, all, first.length, then.length);
    return all;
  }
}

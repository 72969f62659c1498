package io.weir.internal.path;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The canonical path, the literal path and the form of a request target.
 *
 * <p>For the canonical path, each segment loses its {@code ;parameters} and is decoded once.
 * Decoded slashes and backslashes separate segments too. Then empty segments and dot segments are
 * resolved. No server or framework resolves more, and this is the order that attackers rely on.
 *
 * <pre>
 *   /api/..%2fauth;x=1//./login/   →   /auth/login
 * </pre>
 *
 * <p>For the literal path, no dot segment is resolved, and an encoded slash belongs to its segment:
 * {@code /api/..%2Fauth/./login}. Every server and framework resolves at least as much.
 */
final class CanonicalTarget {

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
  private static final Pattern ENCODED_DELIMITER = Pattern.compile("%(2[fF5]|5[cC]|3[bB])");
  private static final Pattern ENCODED_DOT = Pattern.compile("%2[eE]");
  private static final String SESSION_ID = ";jsessionid=";

  private final StringBuilder path = new StringBuilder();
  private final StringBuilder literal = new StringBuilder();
  private TargetForm form = TargetForm.PLAIN;

  private CanonicalTarget() {}

  /**
   * @param target origin-form or absolute-form (RFC 9112 §3.2), without the query
   */
  static CanonicalTarget of(String target) {
    CanonicalTarget canonical = new CanonicalTarget();
    canonical.readAll(target, pathStart(target));
    return canonical;
  }

  TargetForm form() {
    return form;
  }

  /** The canonical path. It starts with a slash, and ends with one only if it is {@code /}. */
  String path() {
    return path.isEmpty() ? "/" : path.toString();
  }

  /** The literal path. It starts with a slash, and ends with one only if it is {@code /}. */
  String literal() {
    return literal.isEmpty() ? "/" : literal.toString();
  }

  private static int pathStart(String target) {
    int colon = target.startsWith("/") ? -1 : target.indexOf("://");
    if (colon < 0 || !SCHEME.matcher(target).region(0, colon).matches()) {
      return 0;
    }
    int slash = target.indexOf('/', colon + 3);
    return slash < 0 ? target.length() : slash;
  }

  private void readAll(String target, int start) {
    if (ENCODED_DELIMITER.matcher(target).find()) {
      raise(TargetForm.AMBIGUOUS);
    }
    int begin = start;
    for (int i = start; i <= target.length(); i++) {
      boolean last = i == target.length();
      if (last || isSeparator(target.charAt(i))) {
        if (i == begin && begin > start && !last) {
          raise(TargetForm.AMBIGUOUS); // an empty segment
        }
        if (!last && target.charAt(i) == '\\') {
          raise(TargetForm.SUSPICIOUS); // browsers send a slash instead
        }
        readSegment(target.substring(begin, i), last);
        begin = i + 1;
      }
    }
  }

  private void readSegment(String segment, boolean last) {
    int semicolon = segment.indexOf(';');
    if (semicolon < 0) {
      resolve(segment, decode(segment));
      return;
    }
    String parameters = segment.substring(semicolon);
    boolean sessionId = parameters.startsWith(SESSION_ID) && parameters.lastIndexOf(';') == 0;
    if (!(last && sessionId)) {
      raise(TargetForm.AMBIGUOUS);
    }
    decode(parameters); // only for the form
    String name = segment.substring(0, semicolon);
    resolve(name, decode(name));
  }

  /** Decodes once. A text that cannot be decoded stays as it is. */
  private String decode(String text) {
    Optional<String> decoded = PercentEncoding.decode(text);
    if (decoded.isEmpty() || hasControlOrSurrogate(decoded.get())) {
      raise(TargetForm.SUSPICIOUS);
    }
    return decoded.orElse(text);
  }

  /** Whether there is a control character, or an unpaired surrogate, which UTF-8 cannot encode. */
  private static boolean hasControlOrSurrogate(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
        return true;
      }
      i += Character.charCount(c);
    }
    return false;
  }

  private void resolve(String raw, String decoded) {
    if (!decoded.isEmpty()) {
      literal.append('/').append(decoded.replace("/", "%2F"));
    }
    // Computed once: a segment may contain many encoded slashes with dots between them.
    boolean encodedDots = raw.indexOf('%') >= 0 && ENCODED_DOT.matcher(raw).find();
    int begin = 0;
    for (int i = 0; i <= decoded.length(); i++) {
      if (i == decoded.length() || isSeparator(decoded.charAt(i))) {
        add(decoded.substring(begin, i), encodedDots);
        begin = i + 1;
      }
    }
  }

  private void add(String segment, boolean encodedDots) {
    if (segment.equals(".") || segment.equals("..")) {
      raise(encodedDots ? TargetForm.SUSPICIOUS : TargetForm.AMBIGUOUS);
      if (segment.equals("..")) {
        path.setLength(Math.max(0, path.lastIndexOf("/")));
      }
    } else if (!segment.isEmpty()) {
      path.append('/').append(segment);
    }
  }

  private void raise(TargetForm other) {
    form = form.worseOf(other);
  }

  private static boolean isSeparator(char c) {
    return c == '/' || c == '\\';
  }
}

package io.weir.internal.path;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The canonical path of a request target, built segment by segment, its literal path beside it, and
 * what was noticed on the way.
 *
 * <p>Of each segment the {@code ;parameters} are cut off and the rest is decoded once; decoded
 * slashes and backslashes separate too; only then are empty and dot segments resolved. That is the
 * most that any server or framework does, in the order in which attackers hope for it.
 *
 * <pre>
 *   /api/..%2fauth;x=1//./login/   →   /auth/login
 * </pre>
 *
 * <p>The literal path is the least that they do: nothing is resolved, and an encoded slash is part
 * of its segment, {@code /api/..%2Fauth/./login}.
 */
final class CanonicalTarget {

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
  private static final Pattern ENCODED_DELIMITER = Pattern.compile("%(2[fF5]|5[cC]|3[bB])");
  private static final Pattern ENCODED_DOT = Pattern.compile("%2[eE]");
  private static final String SESSION = ";jsessionid=";

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

  /** Begins with a slash and ends with one only if it is nothing else. */
  String path() {
    return path.isEmpty() ? "/" : path.toString();
  }

  /** Likewise. */
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
      note(TargetForm.AMBIGUOUS);
    }
    int begin = start;
    for (int i = start; i <= target.length(); i++) {
      boolean last = i == target.length();
      if (last || isSeparator(target.charAt(i))) {
        if (i == begin && begin > start && !last) {
          note(TargetForm.AMBIGUOUS); // two slashes
        }
        if (!last && target.charAt(i) == '\\') {
          note(TargetForm.IMPOSSIBLE); // browsers send a slash for it
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
    boolean session = parameters.startsWith(SESSION) && parameters.lastIndexOf(';') == 0;
    if (!(last && session)) {
      note(TargetForm.AMBIGUOUS);
    }
    decode(parameters); // for what it notes
    String name = segment.substring(0, semicolon);
    resolve(name, decode(name));
  }

  /** Decodes once; what cannot be decoded stays as it is. */
  private String decode(String text) {
    Optional<String> decoded = PercentEncoding.decode(text);
    if (decoded.isEmpty() || hasUnsendable(decoded.get())) {
      note(TargetForm.IMPOSSIBLE);
    }
    return decoded.orElse(text);
  }

  /** Controls, and halves of surrogate pairs, which no UTF-8 stands for. */
  private static boolean hasUnsendable(String text) {
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
    // Asked once: a segment may hold any number of encoded slashes with dots between them.
    boolean encoded = raw.indexOf('%') >= 0 && ENCODED_DOT.matcher(raw).find();
    int begin = 0;
    for (int i = 0; i <= decoded.length(); i++) {
      if (i == decoded.length() || isSeparator(decoded.charAt(i))) {
        add(decoded.substring(begin, i), encoded);
        begin = i + 1;
      }
    }
  }

  private void add(String segment, boolean encodedDots) {
    if (segment.equals(".") || segment.equals("..")) {
      note(encodedDots ? TargetForm.IMPOSSIBLE : TargetForm.AMBIGUOUS);
      if (segment.equals("..")) {
        path.setLength(Math.max(0, path.lastIndexOf("/")));
      }
    } else if (!segment.isEmpty()) {
      path.append('/').append(segment);
    }
  }

  private void note(TargetForm noticed) {
    form = form.orWorse(noticed);
  }

  private static boolean isSeparator(char c) {
    return c == '/' || c == '\\';
  }
}

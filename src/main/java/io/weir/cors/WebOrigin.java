package io.weir.cors;

import java.util.Optional;

/**
 * A tuple origin as browsers serialize it (Fetch §3.2): {@code https://app.example.com:8443}.
 *
 * @param scheme the scheme in lower case
 * @param host a host name in lower case, an IPv4 address, or an IPv6 address in brackets; for
 *     schemes other than http and https also with capitals, as Safari sends those of its
 *     extensions, and the single dot of Electron's {@code app://.}
 * @param port 1 to 65535, or {@link #DEFAULT_PORT}
 */
record WebOrigin(String scheme, String host, int port) {

  /** Stands for the default port of the scheme, which is not serialized. */
  static final int DEFAULT_PORT = 0;

  private static final String SEPARATOR = "://";

  /** A scheme of 64 characters, a host name of 253 and a port of 5. */
  private static final int MAX_LENGTH = 64 + SEPARATOR.length() + 253 + 6;

  private static final int MAX_PORT = 65_535;

  /**
   * Parses the value of an {@code Origin} header. Nothing is normalized: a text that differs by one
   * character from the form that browsers send is not an origin.
   */
  static Optional<WebOrigin> parse(String text) {
    int scheme = text.length() > MAX_LENGTH ? -1 : text.indexOf(SEPARATOR);
    if (scheme < 0 || !isScheme(text, scheme)) {
      return Optional.empty();
    }
    int host = scheme + SEPARATOR.length();
    int end = endOfHost(text, host, !isHttp(text.substring(0, scheme)));
    if (end <= host) {
      return Optional.empty();
    }
    int port = end == text.length() ? DEFAULT_PORT : port(text, end);
    return port < 0
        ? Optional.empty()
        : Optional.of(new WebOrigin(text.substring(0, scheme), text.substring(host, end), port));
  }

  /**
   * Whether hosts of this scheme are domains or addresses; those of others are opaque (URL §3.5).
   */
  static boolean isHttp(String scheme) {
    return scheme.equals("https") || scheme.equals("http");
  }

  /** Whether the text up to here is a scheme in lower case (RFC 3986 §3.1). */
  private static boolean isScheme(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (!isLetter(c) && (i == 0 || !isSchemeCharacter(c))) {
        return false;
      }
    }
    return end > 0;
  }

  private static boolean isSchemeCharacter(char c) {
    return isDigit(c) || c == '+' || c == '-' || c == '.';
  }

  /** The end of the host that starts here; -1 if there is no valid host. */
  private static int endOfHost(String text, int start, boolean opaque) {
    if (text.startsWith("[", start)) {
      return endOfBrackets(text, start);
    }
    return opaque && text.substring(start).equals(".")
        ? text.length()
        : endOfName(text, start, opaque);
  }

  private static int endOfBrackets(String text, int start) {
    int end = text.indexOf(']', start);
    for (int i = start + 1; i < end; i++) {
      char c = text.charAt(i);
      if (!isDigit(c) && (c < 'a' || c > 'f') && c != ':') {
        return -1;
      }
    }
    return end < 0 ? -1 : end + 1;
  }

  private static int endOfName(String text, int start, boolean opaque) {
    int label = start;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == ':') {
        if (i == label) {
          return -1; // An empty label, or a trailing dot.
        }
        if (c == ':') {
          return i;
        }
        label = i + 1;
      } else if (!isLetter(c)
          && !isDigit(c)
          && c != '-'
          && c != '_'
          && !(opaque && 'A' <= c && c <= 'Z')) {
        return -1;
      }
    }
    return label == text.length() ? -1 : text.length();
  }

  /** The port after this colon, in decimal without leading zeros; -1 if it is not valid. */
  private static int port(String text, int colon) {
    int digits = text.length() - colon - 1;
    if (text.charAt(colon) != ':' || digits < 1 || digits > 5 || text.charAt(colon + 1) == '0') {
      return -1;
    }
    int port = 0;
    for (int i = colon + 1; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return -1;
      }
      port = port * 10 + text.charAt(i) - '0';
    }
    return port > MAX_PORT ? -1 : port;
  }

  private static boolean isLetter(char c) {
    return 'a' <= c && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return '0' <= c && c <= '9';
  }

  @Override
  public String toString() {
    return scheme + SEPARATOR + host + (port == DEFAULT_PORT ? "" : ":" + port);
  }
}

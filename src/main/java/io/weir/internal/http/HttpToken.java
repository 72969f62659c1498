package io.weir.internal.http;

/** A token of HTTP (RFC 9110 §5.6.2): a method, a header name, a cookie name. */
public final class HttpToken {

  private HttpToken() {}

  /** Whether the whole text is one token. An empty text is not. */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isTokenCharacter(char c) {
    return ('a' <= c && c <= 'z')
        || ('A' <= c && c <= 'Z')
        || ('0' <= c && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}

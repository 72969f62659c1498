package io.weir.cors;

import io.weir.internal.http.HttpToken;

/**
 * Why a request is refused, or why a page cannot read the response.
 *
 * @param detail the method or header that the page asked for; empty if it is not a token
 */
record CorsRefusal(Cause cause, String detail) {

  /** Longer names are left out. */
  private static final int MAX_DETAIL_LENGTH = 64;

  /** The rule that a request violates. */
  enum Cause {
    MULTIPLE_ORIGINS("the request names several origins"),
    ORIGIN_NOT_ALLOWED("the origin is not among allowed-origins"),
    WEBSOCKET_NOT_ALLOWED(
        "a WebSocket carries cookies, and its origin is not named, or comes by http"),
    MALFORMED_METHOD("Access-Control-Request-Method is not one method"),
    METHOD_NOT_ALLOWED("the method is not among allowed-methods"),
    MALFORMED_HEADERS("Access-Control-Request-Headers is no list of names, or too long"),
    HEADER_NOT_ALLOWED("a header is not among allowed-headers");

    private final String sentence;

    Cause(String sentence) {
      this.sentence = sentence;
    }

    @Override
    public String toString() {
      return sentence;
    }
  }

  static CorsRefusal of(Cause cause) {
    return new CorsRefusal(cause, "");
  }

  static CorsRefusal of(Cause cause, String name) {
    boolean shown = name.length() <= MAX_DETAIL_LENGTH && HttpToken.isToken(name);
    return new CorsRefusal(cause, shown ? name : "");
  }

  @Override
  public String toString() {
    return detail.isEmpty() ? cause.toString() : cause + ": " + detail;
  }
}

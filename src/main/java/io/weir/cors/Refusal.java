package io.weir.cors;

/**
 * Why a page may not.
 *
 * @param detail what was asked for, where it is a plain name; else empty
 */
record Refusal(Cause cause, String detail) {

  /** Longer names say nothing to anybody. */
  private static final int LONGEST = 64;

  /** What is wrong with a request. */
  enum Cause {
    SEVERAL_ORIGINS("the request names several origins"),
    FOREIGN_ORIGIN("the origin is not among allowed-origins"),
    SOCKET("a WebSocket carries cookies, and its origin is not named, or comes by http"),
    NO_METHOD("Access-Control-Request-Method is not one method"),
    METHOD("the method is not among allowed-methods"),
    HEADER("a header is not among allowed-headers"),
    MALFORMED_HEADERS("Access-Control-Request-Headers is no list of names, or too long");

    private final String sentence;

    Cause(String sentence) {
      this.sentence = sentence;
    }

    @Override
    public String toString() {
      return sentence;
    }
  }

  static Refusal because(Cause cause) {
    return new Refusal(cause, "");
  }

  static Refusal because(Cause cause, String name) {
    return new Refusal(cause, name.length() <= LONGEST && NameList.isToken(name) ? name : "");
  }

  @Override
  public String toString() {
    return detail.isEmpty() ? cause.toString() : cause + ": " + detail;
  }
}

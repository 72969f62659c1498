package io.weir.validation;

import java.util.List;

/**
 * What a request does not hold of a check.
 *
 * @param status of the answer
 * @param demands sentences for the client: what it must hold
 */
record Finding(RequestCheck check, Status status, List<String> demands) {

  /** The answers, the first of which precedes the others. */
  enum Status {
    TOO_LARGE(413, "Content Too Large"),
    UNSUPPORTED(415, "Unsupported Media Type"),
    NO_LENGTH(411, "Length Required"),
    INVALID(400, "Bad Request");

    private final int code;
    private final String title;

    Status(int code, String title) {
      this.code = code;
      this.title = title;
    }

    int code() {
      return code;
    }

    String title() {
      return title;
    }
  }

  Finding {
    demands = List.copyOf(demands);
  }

  static Finding of(RequestCheck check, Status status, String demand) {
    return new Finding(check, status, List.of(demand));
  }

  static Finding tooLarge(RequestCheck check, ByteSize most) {
    return of(check, Status.TOO_LARGE, "The body must have at most %s.".formatted(most));
  }
}

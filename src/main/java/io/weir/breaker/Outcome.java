package io.weir.breaker;

import java.util.Optional;

/**
 * How a call of a service ended.
 *
 * @param kind whether it counts, and as what
 * @param reason why it failed, for the log: {@code status 503}; empty unless it failed
 * @param reported whether the application says so; otherwise the answer to the client shows it
 */
record Outcome(Kind kind, String reason, boolean reported) {

  /** What a call counts as. */
  enum Kind {
    SUCCESS,
    FAILURE,
    /** It says nothing about the service: the client left, or a filter refused the request. */
    NEITHER
  }

  static final Outcome NEITHER = new Outcome(Kind.NEITHER, "", false);
  static final Outcome SUCCESS = new Outcome(Kind.SUCCESS, "", false);

  /** A failure that the answer shows. */
  static Outcome failure(String reason) {
    return new Outcome(Kind.FAILURE, reason, false);
  }

  /** What the application says; empty without a reason if the call succeeded. */
  static Outcome reported(Optional<String> failure) {
    return failure
        .map(reason -> new Outcome(Kind.FAILURE, reason, true))
        .orElseGet(() -> new Outcome(Kind.SUCCESS, "", true));
  }
}

package io.weir.upstream;

import io.weir.Upstream.Answer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param kind what it says about the service
 * @param reason why it failed, for the log
 * @param repeatable whether another attempt may end better
 * @param retryAfter the wait that the service asks for
 */
record Result(Kind kind, String reason, boolean repeatable, Optional<Duration> retryAfter) {

  /** What an attempt says about the service. */
  enum Kind {
    WORKS,
    FAILS,
    /** It is about the call, not about the service. */
    NOTHING
  }

  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int VERSION_NOT_SUPPORTED = 505;

  private static final Result WORKS = new Result(Kind.WORKS, "", false, Optional.empty());
  static final Result NOTHING = new Result(Kind.NOTHING, "", false, Optional.empty());

  /** What an answer says of which only its type is known. */
  static @Nullable Answer answerOf(@Nullable Object value) {
    return value instanceof HttpResponse<?> response
        ? new Answer(response.statusCode(), response.headers().firstValue("Retry-After"))
        : null;
  }

  /**
   * What an answer shows.
   *
   * @param answer null if the client returned something that is no answer over HTTP
   * @param now the time of day
   */
  static Result of(@Nullable Answer answer, Instant now) {
    if (answer == null) {
      return WORKS;
    }
    int status = answer.status();
    boolean fails = status >= SERVER_ERROR;
    boolean repeatable =
        status == REQUEST_TIMEOUT
            || status == TOO_MANY_REQUESTS
            || (fails && status != NOT_IMPLEMENTED && status != VERSION_NOT_SUPPORTED);
    if (!fails && !repeatable) {
      return WORKS;
    }
    // A service that refuses us for our number of calls works for others.
    return new Result(
        fails ? Kind.FAILS : Kind.NOTHING,
        "status " + status,
        repeatable,
        answer.retryAfter().flatMap(header -> RetryAfter.parse(header, now)));
  }

  /** What an exception shows. Those of the application say nothing about the service. */
  static Result of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return new Result(Kind.FAILS, cause.getClass().getSimpleName(), true, Optional.empty());
      }
      cause = cause.getCause();
    }
    return NOTHING;
  }
}

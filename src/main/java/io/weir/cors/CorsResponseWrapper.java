package io.weir.cors;

import io.weir.internal.http.CommaList;
import io.weir.internal.http.ResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A response whose CORS headers only the filter sets, and whose {@code Vary} has {@code Origin},
 * whatever headers the application sets. Browsers refuse two values of {@code
 * Access-Control-Allow-Origin}.
 */
final class CorsResponseWrapper extends ResponseWrapper {

  private static final String VARY = "Vary";
  private static final String ORIGIN = "Origin";

  private static final Set<String> OWNED =
      Set.of(
          CorsAnswer.ALLOW_CREDENTIALS,
          CorsAnswer.ALLOW_HEADERS,
          CorsAnswer.ALLOW_METHODS,
          CorsAnswer.ALLOW_ORIGIN,
          CorsAnswer.EXPOSE_HEADERS,
          CorsAnswer.MAX_AGE);

  private final CorsAnswer answer;
  private final Runnable conflict;

  /**
   * A response with the headers of the answer.
   *
   * @param conflict called when the application sets such a header itself
   */
  CorsResponseWrapper(HttpServletResponse response, CorsAnswer answer, Runnable conflict) {
    super(response);
    this.answer = answer;
    this.conflict = conflict;
  }

  /**
   * Writes the headers of an answer, in place of those that the server or a filter before this one
   * has set: such as a {@code response-header} filter of Undertow. A header cannot be removed
   * (Servlet 6.0), but an empty one grants nothing.
   */
  static void write(CorsAnswer answer, HttpServletResponse response) {
    OWNED.stream()
        .filter(name -> !answer.headers().containsKey(name) && response.containsHeader(name))
        .forEach(name -> response.setHeader(name, ""));
    answer.headers().forEach(response::setHeader);
    if (answer.varies()
        && response.getHeaders(VARY).stream().noneMatch(CorsResponseWrapper::hasOrigin)) {
      response.addHeader(VARY, ORIGIN);
    }
  }

  /** {@code *} includes every name (RFC 9110 §12.5.5). */
  private static boolean hasOrigin(String vary) {
    return CommaList.of(vary).stream()
        .anyMatch(name -> name.equalsIgnoreCase(ORIGIN) || name.equals("*"));
  }

  @Override
  public void reset() {
    super.reset();
    write(answer, (HttpServletResponse) getResponse());
  }

  /** Writes the headers once more: WildFly clears them before an asynchronous response fails. */
  @Override
  public void sendError(int status) throws IOException {
    write(answer, (HttpServletResponse) getResponse());
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    write(answer, (HttpServletResponse) getResponse());
    super.sendError(status, message);
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    if (!owns(name)) {
      super.setHeader(name, isVary(name) ? withOrigin(value) : value);
    }
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    if (!owns(name) && !(isVary(name) && ORIGIN.equalsIgnoreCase(value))) {
      super.addHeader(name, value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    if (!owns(name)) {
      super.setIntHeader(name, value);
    }
  }

  @Override
  public void addIntHeader(String name, int value) {
    if (!owns(name)) {
      super.addIntHeader(name, value);
    }
  }

  private boolean isVary(String name) {
    return answer.varies() && VARY.equalsIgnoreCase(name);
  }

  private static String withOrigin(@Nullable String vary) {
    if (vary == null || vary.isBlank()) {
      return ORIGIN;
    }
    return hasOrigin(vary) ? vary : vary + ", " + ORIGIN;
  }

  private boolean owns(@Nullable String name) {
    // Most headers are none of these: do not make a lower-case copy of their names.
    if (name == null
        || !name.regionMatches(true, 0, "access-control-", 0, "access-control-".length())
        || OWNED.stream().noneMatch(name::equalsIgnoreCase)) {
      return false;
    }
    conflict.run();
    return true;
  }
}

package io.weir.sample;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.List;

/** An answer other than success, told as a problem document (RFC 9457). */
public final class Problem extends RuntimeException {

  /** Its media type. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final List<String> CHALLENGES =
      List.of("Basic realm=\"weir-sample\", charset=\"UTF-8\"", "Bearer realm=\"weir-sample\"");

  private final Status status;
  private final String detail;

  /**
   * A problem.
   *
   * @param detail what was given and what is allowed, for a person to read
   */
  public Problem(Status status, String detail) {
    // Thrown for what clients get wrong, at any rate they like: no stack trace.
    super(detail, null, false, false);
    this.status = status;
    this.detail = detail;
  }

  /** A mistake in what the client sent: 400. */
  public static Problem badRequest(String detail) {
    return new Problem(Status.BAD_REQUEST, detail);
  }

  /** Nobody, or nobody we know: 401. */
  public static Problem unauthorized(String detail) {
    return new Problem(Status.UNAUTHORIZED, detail);
  }

  /** What the server, not the application, refuses. */
  public static Problem of(Status status) {
    return new Problem(
        status,
        switch (status) {
          case NOT_FOUND -> "Nothing is here; / names every endpoint.";
          case METHOD_NOT_ALLOWED ->
              "This method is not allowed here; the header Allow names those that are.";
          case UNSUPPORTED_MEDIA_TYPE -> "Send JSON, with Content-Type: application/json.";
          default -> status.getReasonPhrase() + ".";
        });
  }

  /** The status of the answer. */
  public Status status() {
    return status;
  }

  /**
   * What a 401 says in {@code WWW-Authenticate}: every scheme that is accepted (RFC 9110 §11.6.1).
   */
  public List<String> challenges() {
    return status == Status.UNAUTHORIZED ? CHALLENGES : List.of();
  }

  /** The problem document. */
  public JsonObject document() {
    return Json.createObjectBuilder()
        .add("title", status.getReasonPhrase())
        .add("status", status.getStatusCode())
        .add("detail", detail)
        .build();
  }

  /** Answers with this problem. */
  public void write(HttpServletResponse response) throws IOException {
    response.setStatus(status.getStatusCode());
    challenges().forEach(challenge -> response.addHeader("WWW-Authenticate", challenge));
    response.setContentType(MEDIA_TYPE);
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write(document().toString());
  }
}

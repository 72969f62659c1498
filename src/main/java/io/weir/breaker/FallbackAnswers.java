package io.weir.breaker;

import io.weir.internal.problem.Problem;
import io.weir.internal.problem.ProblemFormat;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes the answers to requests that an open circuit stops.
 *
 * @param format the format of problem documents
 * @param files the contents of fallback files, by their paths
 */
record FallbackAnswers(ProblemFormat format, Map<String, byte[]> files) {

  private static final Problem UNAVAILABLE =
      new Problem(
          "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity",
          "Service Unavailable",
          503,
          "A service that this request needs is not available at the moment",
          Map.of());

  FallbackAnswers {
    files = Map.copyOf(files);
  }

  /**
   * Answers in place of the application. A response that is committed stays as it is.
   *
   * @param refusal its id, if it has one
   */
  void write(
      Fallback fallback,
      Admission.Rejected rejected,
      Optional<UUID> refusal,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, ServletException {
    if (response.isCommitted()) {
      return;
    }
    Problem.markAnswered(request); // A forward is no answer of the application that was asked.
    // Rounded up: a client that comes back too early would be refused again.
    rejected
        .remaining()
        .map(wait -> Math.max(1, wait.plus(Duration.ofSeconds(1).minusNanos(1)).toSeconds()))
        .ifPresent(seconds -> response.setHeader("Retry-After", Long.toString(seconds)));
    byte[] content = fallback instanceof Fallback.StaticFile file ? files.get(file.path()) : null;
    RequestDispatcher target =
        fallback instanceof Fallback.Forward forward
            ? request.getRequestDispatcher(forward.path())
            : null;
    if (fallback instanceof Fallback.StaticFile file && content != null) {
      write(file, content, request, response);
    } else if (target != null) {
      response.resetBuffer();
      target.forward(request, response);
    } else {
      UNAVAILABLE.of(refusal).write(format, request, response);
    }
  }

  private static void write(
      Fallback.StaticFile file,
      byte[] content,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    response.resetBuffer();
    response.setStatus(file.status());
    response.setHeader("Cache-Control", "no-store");
    String type = request.getServletContext().getMimeType(file.path());
    response.setContentType(type == null ? "application/octet-stream" : type);
    send(content, response);
    response.flushBuffer();
  }

  private static void send(byte[] content, HttpServletResponse response) throws IOException {
    try {
      ServletOutputStream stream = response.getOutputStream();
      response.setContentLength(content.length);
      stream.write(content);
    } catch (IllegalStateException writerInUse) {
      // A servlet called getWriter() and then forwarded the request, which is refused. The writer
      // has a charset of its own, so the length may be another.
      response.getWriter().write(new String(content, StandardCharsets.UTF_8));
    }
  }
}

package io.weir.status.page;

import io.weir.internal.http.RequestHead;
import io.weir.internal.problem.Problem;
import io.weir.internal.problem.ProblemFormat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The answer to a request of the page.
 *
 * @param page where the page is, as a browser asks for it: {@code /shop/weir}
 */
record PageAnswer(String page, HttpServletRequest request, HttpServletResponse response) {

  /** Everything comes from the page itself, and no other page may show it in a frame. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  /** Sets what every answer has. */
  PageAnswer secure() {
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
    return this;
  }

  void json(String text) throws IOException {
    write(200, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  void file(int status, PageFile file) throws IOException {
    write(status, file.contentType(), file.at(page));
  }

  private void write(int status, String contentType, byte[] content) throws IOException {
    Problem.markAnswered(request);
    response.setStatus(status);
    response.setContentType(contentType);
    response.setContentLength(content.length);
    if (!RequestHead.method(request).equals("HEAD")) {
      response.getOutputStream().write(content);
    }
    response.flushBuffer();
  }

  /** Sends the browser to the page. */
  void redirect() throws IOException {
    Problem.markAnswered(request);
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", page);
    response.setContentLength(0);
    response.flushBuffer();
  }

  void problem(int status, String title, String detail) throws IOException {
    Problem.plain(status, title, detail).write(ProblemFormat.AUTO, request, response);
  }
}

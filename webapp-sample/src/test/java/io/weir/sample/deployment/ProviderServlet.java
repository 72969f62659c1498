package io.weir.sample.deployment;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Passes the answer of a provider on, which is the body of the request, in small pieces. A header
 * of the request says what it is, and the path in which way. A header of the answer tells what Weir
 * has told it.
 */
@WebServlet(urlPatterns = "/provider/*", asyncSupported = true)
public class ProviderServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  private static final int PIECE = 7;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] answer = request.getInputStream().readAllBytes();
    response.setHeader("X-Left", String.valueOf(request.getAttribute("io.weir.budget.remaining")));
    response.setContentType(request.getHeader("X-Answer"));
    response.setCharacterEncoding("UTF-8");
    switch (String.valueOf(request.getPathInfo())) {
      case "/stream" -> stream(response.getOutputStream(), answer);
      case "/writer" -> write(response.getWriter(), answer);
      case "/async" -> {
        AsyncContext async = request.startAsync();
        async.start(
            () -> {
              try {
                stream(async.getResponse().getOutputStream(), answer);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              async.complete();
            });
      }
      default -> request.setAttribute("io.weir.usage", "usd=0");
    }
  }

  private static void stream(ServletOutputStream out, byte[] answer) throws IOException {
    for (int i = 0; i < answer.length; i += PIECE) {
      out.write(answer, i, Math.min(PIECE, answer.length - i));
      out.flush();
    }
  }

  private static void write(PrintWriter out, byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    for (int i = 0; i < text.length(); i += PIECE) {
      out.write(text, i, Math.min(PIECE, text.length() - i));
      out.flush();
    }
  }
}

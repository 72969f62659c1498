package io.weir.sample.deployment;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Asks the server for the user by itself, or answers later: {@code call=authenticate}, {@code
 * call=login}, {@code call=stream}, {@code call=poll}; {@code call=end} ends all streams.
 */
public class CredentialServlet extends HttpServlet {

  private static final int LONGEST_POLL = 100;

  private final List<AsyncContext> streams = new CopyOnWriteArrayList<>();

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    switch (String.valueOf(request.getParameter("call"))) {
      case "authenticate" -> authenticate(request, response);
      case "login" -> login(request, response);
      case "stream" -> stream(request, response);
      case "poll" -> request.startAsync().setTimeout(LONGEST_POLL);
      case "end" -> end(response);
      default -> response.getWriter().print("open to " + request.getRemoteUser());
    }
  }

  private static void authenticate(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    if (request.authenticate(response)) {
      response.getWriter().print("open to " + request.getRemoteUser());
    }
  }

  private static void login(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String header = request.getHeader("Authorization").substring("Basic ".length());
    String[] pair =
        new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8).split(":");
    try {
      if (request.getRemoteUser() == null) { // WildFly has checked the header already.
        request.login(pair[0], pair[1]);
      }
      response.getWriter().print("open to " + request.getRemoteUser());
    } catch (ServletException e) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    }
  }

  private void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("text/event-stream");
    AsyncContext stream = request.startAsync();
    stream.setTimeout(0);
    streams.add(stream);
    response.getWriter().print("data: 1\n\n");
    response.flushBuffer();
  }

  private void end(HttpServletResponse response) throws IOException {
    streams.forEach(AsyncContext::complete);
    streams.clear();
    response.getWriter().print("ended");
  }
}

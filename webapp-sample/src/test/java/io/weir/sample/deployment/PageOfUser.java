package io.weir.sample.deployment;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells how it was asked, by whom, and with which {@code text}; below {@code /own}, it refuses. */
public class PageOfUser extends HttpServlet {

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getServletPath().equals("/own")) {
      response.setHeader("WWW-Authenticate", "Basic realm=\"of the application\"");
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    response.setContentType("text/plain");
    response
        .getWriter()
        .print(
            "%s by %s: %s"
                .formatted(
                    request.getMethod(), request.getRemoteUser(), request.getParameter("text")));
  }
}

package io.weir.sample.deployment;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Uses a model within a session, as much as a header of the request says. */
@WebServlet("/realtime/usage")
public class RealtimeUsageServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) {
    request.getSession();
    request.setAttribute("io.weir.usage", request.getHeader("X-Usage"));
  }
}

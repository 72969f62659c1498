package io.weir.sample.deployment;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers in a roundabout way, as its path says. */
@WebServlet(
    urlPatterns = {
      "/forward",
      "/forward-inside",
      "/async",
      "/async-forward",
      "/async-inside",
      "/async-wrapped-inside",
      "/fail",
      "/throw",
      "/inside",
      "/page"
    },
    asyncSupported = true)
public class DetourServlet extends HttpServlet {

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    switch (request.getServletPath()) {
      case "/forward" -> request.getRequestDispatcher("/hello").forward(request, response);
      case "/forward-inside" -> request.getRequestDispatcher("/inside").forward(request, response);
      case "/async" -> request.startAsync().dispatch("/hello");
      case "/async-inside" -> request.startAsync().dispatch("/inside");
      case "/async-wrapped-inside" -> request.startAsync(request, response).dispatch("/inside");
      case "/async-forward" -> request.startAsync().dispatch("/forward");
      case "/fail" -> response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      case "/throw" -> throw new ServletException("an exception that the test wants");
      default -> response.getWriter().write("reached");
    }
  }
}

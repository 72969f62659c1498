package io.weir.sample.paths;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Leads to another path, {@code to}, in the way that its own says. */
@WebServlet(
    urlPatterns = {"/forward", "/async", "/include", "/named", "/error"},
    asyncSupported = true)
public class Detours extends HttpServlet {

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String to = request.getParameter("to");
    switch (request.getServletPath()) {
      case "/forward" -> request.getRequestDispatcher(to).forward(request, response);
      case "/async" -> request.startAsync().dispatch(to);
      case "/include" -> request.getRequestDispatcher(to).include(request, response);
      case "/named" -> getServletContext().getNamedDispatcher(to).forward(request, response);
      default -> {
        // As an error page the second time: the way there was counted.
        if (request.getDispatcherType() != DispatcherType.ERROR) {
          response.sendError(HttpServletResponse.SC_CONFLICT);
        }
      }
    }
  }
}

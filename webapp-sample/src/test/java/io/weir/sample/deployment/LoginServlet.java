package io.weir.sample.deployment;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers the parameter {@code user}; {@code /front} looks at it and forwards. */
@WebServlet({"/login", "/json-login", "/tenant", "/front"})
public class LoginServlet extends HttpServlet {

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (request.getServletPath().equals("/front") && request.getParameter("user") != null) {
      request.getRequestDispatcher("/login").forward(request, response);
      return;
    }
    response.setContentType("text/plain");
    response.getWriter().write(String.valueOf(request.getParameter("user")));
  }
}

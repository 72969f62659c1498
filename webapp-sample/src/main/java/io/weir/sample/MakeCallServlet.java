package io.weir.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Stands in for the telephone. */
@WebServlet("/make-call/*")
public final class MakeCallServlet extends HttpServlet {

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    response
        .getWriter()
        .print(
            "calling "
                + request.getPathInfo()
                + " as member "
                + System.getProperty("weir.cluster.port"));
  }
}

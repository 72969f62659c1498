package io.weir.sample.deployment;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Stands for code that calls a service; the end of its path says how the call ends. */
@WebServlet(urlPatterns = "/service/*", asyncSupported = true)
public class FailingServiceServlet extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String circuit = request.getPathInfo().split("/")[1];
    switch (request.getPathInfo().replaceFirst("/[^/]+/", "")) {
      case "status" -> response.setStatus(503);
      case "error" -> response.sendError(502);
      case "exception" -> throw new ServletException("an exception that the test wants");
      case "report" -> request.setAttribute("io.weir.upstream", circuit + "=timeout");
      case "async" -> {
        AsyncContext async = request.startAsync();
        async.start(
            () -> {
              ((HttpServletResponse) async.getResponse()).setStatus(503);
              async.complete();
            });
      }
      case "timeout" -> request.startAsync().setTimeout(1);
      case "forward" ->
          request
              .getRequestDispatcher("/service/%s/status".formatted(circuit))
              .forward(request, response);
      case "stream" -> {
        response.getOutputStream().print("one\n");
        response.flushBuffer();
        response.getOutputStream().print("two\n");
      }
      default -> response.getWriter().print(request.getAttribute("io.weir.circuit." + circuit));
    }
  }
}

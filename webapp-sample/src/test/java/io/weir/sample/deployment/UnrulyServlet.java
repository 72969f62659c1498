package io.weir.sample.deployment;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Does to the headers of its answer what its path says. */
@WebServlet(
    urlPatterns = {
      "/plain",
      "/reset",
      "/vary",
      "/own",
      "/error",
      "/redirect",
      "/throw",
      "/throw-unchecked",
      "/throw-error",
      "/forward",
      "/include",
      "/async",
      "/async-thread",
      "/async-throw",
      "/async-timeout",
      "/throw-after-start",
      "/forward-async",
      "/forward-again",
      "/again",
      "/page"
    },
    asyncSupported = true)
public class UnrulyServlet extends HttpServlet {

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    switch (request.getServletPath()) {
      case "/reset" -> {
        response.setHeader("X-Lost", "true");
        response.reset();
        response.getWriter().write("reset");
      }
      case "/vary" -> response.setHeader("Vary", "Accept-Encoding");
      case "/own" -> {
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.addHeader("access-control-allow-origin", "https://evil.example");
        response.addHeader("Access-Control-Expose-Headers", "X-Secret");
        response.addHeader("Vary", "Origin");
      }
      case "/error" -> response.sendError(HttpServletResponse.SC_CONFLICT);
      case "/redirect" -> response.sendRedirect("plain");
      case "/throw" -> throw new ServletException("an exception that the test wants");
      case "/throw-unchecked" ->
          throw new IllegalStateException("an exception that the test wants");
      case "/throw-error" -> throw new AssertionError("an error that the test wants");
      case "/forward" -> request.getRequestDispatcher("/vary").forward(request, response);
      case "/include" -> request.getRequestDispatcher("/hello").include(request, response);
      case "/async" -> request.startAsync().dispatch("/reset");
      case "/async-thread" -> later(request.startAsync());
      case "/forward-async" -> request.getRequestDispatcher("/async").forward(request, response);
      case "/forward-again", "/again" -> again(request, response);
      case "/async-throw" -> request.startAsync().dispatch("/throw-unchecked");
      case "/async-timeout" -> request.startAsync().setTimeout(1);
      case "/throw-after-start" -> {
        request.startAsync();
        throw new IllegalStateException("an exception that the test wants");
      }
      default -> response.getWriter().write("reached");
    }
  }

  /** Tells where the request goes that is dispatched again after a forward. */
  private static void again(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    switch (request.getDispatcherType()) {
      case REQUEST -> request.getRequestDispatcher("/again").forward(request, response);
      case FORWARD -> request.startAsync().dispatch();
      default -> response.getWriter().write(request.getServletPath());
    }
  }

  private static void later(AsyncContext async) {
    async.start(
        () -> {
          try {
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            response.reset();
            response.setHeader("Vary", "Accept-Encoding");
            response.getWriter().write("later");
            async.complete();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}

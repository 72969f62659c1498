package io.weir.sample.deployment;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * An application that spends money. A header of the request says what it reports, and the path in
 * which way; it answers the length of the body, and what Weir has told it.
 */
@WebServlet(urlPatterns = "/spend/*", asyncSupported = true)
public class SpendingServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  private static final String USAGE = "io.weir.usage";
  private static final int TIMEOUT = 100;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int length = request.getInputStream().readAllBytes().length;
    String usage = request.getHeader("X-Usage");
    switch (String.valueOf(request.getPathInfo())) {
      case "/async" -> {
        AsyncContext async = request.startAsync();
        async.start(
            () -> {
              async.getRequest().setAttribute(USAGE, usage);
              async.complete();
            });
      }
      case "/timeout" -> request.startAsync().setTimeout(TIMEOUT);
      case "/throw" -> throw new IllegalStateException("on purpose");
      case "/header" -> response.addHeader("X-Weir-Usage", usage);
      default -> {
        if (usage != null) {
          request.setAttribute(USAGE, usage);
        }
        response
            .getWriter()
            .print(
                "%s %s %s"
                    .formatted(
                        length,
                        request.getAttribute("io.weir.budget.remaining"),
                        request.getAttribute("io.weir.reservation")));
      }
    }
  }
}

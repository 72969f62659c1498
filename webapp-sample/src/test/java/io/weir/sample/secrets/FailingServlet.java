package io.weir.sample.secrets;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Fails with a secret at hand, so that the server shows whatever it shows of it. */
@WebServlet("/fail")
public class FailingServlet extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException {
    Config config = ConfigProvider.getConfig();
    // Both look like expressions, which a server would expand, fail at, and print.
    String canary = config.getValue("shop.canary", String.class);
    String another = config.getValue("shop.config", String.class);
    throw new ServletException(
        "failed with %d characters, of %s".formatted(canary.length() + another.length(), config));
  }
}

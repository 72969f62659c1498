package io.weir.sample.ear;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.microprofile.config.ConfigProvider;

/** Tells what its WAR finds; the test's own words, which are no secrets. */
@WebServlet("/keys")
public class KeysServlet extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    response
        .getWriter()
        .print(
            """
            both.key %s
            both.key as init parameter %s
            first.key %s
            second.key %s
            """
                .formatted(
                    found("both.key"),
                    getServletContext().getInitParameter("both.key"),
                    found("first.key"),
                    found("second.key")));
  }

  private static String found(String name) {
    return ConfigProvider.getConfig().getOptionalValue(name, String.class).orElse("none");
  }
}

package io.weir.sample.ear;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

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

  /**
   * Of Weir itself: Payara's configuration, one of an EAR, remembers what another WAR has found.
   */
  private static String found(String name) {
    for (ConfigSource source : ConfigProvider.getConfig().getConfigSources()) {
      if (source.getName().equals("Weir")) {
        String found = source.getValue(name);
        return found == null ? "none" : found;
      }
    }
    return "no source";
  }
}

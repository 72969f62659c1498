package io.weir.sample.secrets;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Fails with secrets at hand, so that the server shows whatever it shows of it. */
@WebServlet("/fail")
public class FailingServlet extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException {
    Config config = ConfigProvider.getConfig();
    // They look like expressions, which a server would expand, fail at, and print.
    int characters =
        Stream.of("shop.canary", "shop.config", "shop.vault", "shop.old")
            .mapToInt(name -> config.getValue(name, String.class).length())
            .sum();
    throw new ServletException("failed with %d characters, of %s".formatted(characters, config));
  }
}

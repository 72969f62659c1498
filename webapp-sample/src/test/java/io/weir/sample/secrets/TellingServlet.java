package io.weir.sample.secrets;

import jakarta.ejb.EJB;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Tells what the application finds where it has always looked; fingerprints, no secrets. */
@WebServlet("/tell")
public class TellingServlet extends HttpServlet {

  @EJB private @Nullable Early early;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    response.setContentType("text/plain");
    response
        .getWriter()
        .print(
            """
            early %s
            config %s
            init %s
            property %s
            bound %s
            """
                .formatted(
                    early == null ? "nobody" : early.found(),
                    Fingerprint.of(config()),
                    Fingerprint.of(getServletContext().getInitParameter("shop.init")),
                    Fingerprint.of(System.getProperty("shop.property")),
                    Fingerprint.of(bound())));
  }

  private static @Nullable String config() {
    return ConfigProvider.getConfig().getOptionalValue("shop.config", String.class).orElse(null);
  }

  @SuppressWarnings("BanJNDI") // The name is the test's own.
  private static @Nullable String bound() {
    try {
      return (String) new InitialContext().lookup("java:global/shop.bound");
    } catch (NamingException e) {
      return null;
    }
  }
}

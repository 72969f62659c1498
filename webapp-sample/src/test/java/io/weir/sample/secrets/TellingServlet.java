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
    for (String name : Fingerprint.NAMES) {
      response.getWriter().print("%s %s\n".formatted(name, found(name)));
    }
  }

  private String found(String name) {
    return switch (name) {
      case "early", "early-of-vault" -> early == null ? "nobody" : early.found("shop." + name);
      case "init" -> Fingerprint.of(getServletContext().getInitParameter("shop." + name));
      case "property", "turned" -> Fingerprint.of(System.getProperty("shop." + name));
      case "bound" -> Fingerprint.of(bound());
      default -> Fingerprint.of(config("shop." + name));
    };
  }

  private static @Nullable String config(String name) {
    return ConfigProvider.getConfig().getOptionalValue(name, String.class).orElse(null);
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

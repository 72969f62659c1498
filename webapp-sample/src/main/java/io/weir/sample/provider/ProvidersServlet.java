package io.weir.sample.provider;

import io.weir.sample.JsonServlet;
import jakarta.json.Json;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * {@code GET /providers}: which services the application has a key for. Each key is looked for as
 * such applications do, and none of these ways knows where it is kept.
 */
@WebServlet("/providers")
public class ProvidersServlet extends JsonServlet {

  /** Made by the server. */
  public ProvidersServlet() {
    super("GET");
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(
        response,
        Status.OK,
        Json.createObjectBuilder()
            .add("speech", speech().isPresent())
            .add("telephony", telephony(getServletContext()).isPresent())
            .add("mail", mail().isPresent())
            .add("directory", directory().isPresent())
            .build());
  }

  private static Optional<String> speech() {
    return ConfigProvider.getConfig().getOptionalValue("speech.key", String.class);
  }

  private static Optional<String> telephony(ServletContext context) {
    return Optional.ofNullable(context.getInitParameter("telephony.key"));
  }

  private static Optional<String> mail() {
    return Optional.ofNullable(System.getProperty("mail.password"));
  }

  @SuppressWarnings("BanJNDI") // The name is our own.
  private static Optional<String> directory() {
    try {
      return Optional.of((String) new InitialContext().lookup("java:global/directory.password"));
    } catch (NamingException none) {
      return Optional.empty();
    }
  }
}

package io.weir.sample.chat;

import io.weir.sample.Bodies;
import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * {@code GET, POST /chat-provider}: how the provider of language models does, and has it fail, be
 * slow or recover; for an admin.
 */
@WebServlet("/chat-provider")
public class ChatProviderServlet extends JsonServlet {

  private static final Pattern STATE = Pattern.compile("ok|slow|fail");

  @Inject LanguageModel models;

  /** Made by the server. */
  public ChatProviderServlet() {
    super("GET", "POST");
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    checkAdmin(request);
    tell(response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    checkAdmin(request);
    String state = Bodies.text(body(request), "state", STATE, "ok, slow or fail");
    models.become(LanguageModel.State.valueOf(state.toUpperCase(Locale.ROOT)));
    tell(response);
  }

  private void tell(HttpServletResponse response) throws IOException {
    String state = models.state().name().toLowerCase(Locale.ROOT);
    write(response, Status.OK, Json.createObjectBuilder().add("state", state).build());
  }

  private static void checkAdmin(HttpServletRequest request) {
    String user = user(request);
    if (!request.isUserInRole("admin")) {
      throw new Problem(
          Status.FORBIDDEN, "This needs the role admin, which %s lacks.".formatted(user));
    }
  }
}

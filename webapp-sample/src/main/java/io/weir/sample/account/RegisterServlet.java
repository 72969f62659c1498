package io.weir.sample.account;

import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;

/** {@code POST /auth/register}: a new user. */
@WebServlet("/auth/register")
public class RegisterServlet extends JsonServlet {

  @Inject Accounts accounts;

  /** Made by the server. */
  public RegisterServlet() {
    super("POST");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Credentials credentials = Credentials.toRegister(body(request));
    if (!accounts.register(credentials.username(), credentials.password())) {
      throw new Problem(
          Status.CONFLICT, "The name \"%s\" is taken.".formatted(credentials.username()));
    }
    write(
        response,
        Status.CREATED,
        Json.createObjectBuilder().add("username", credentials.username()).build());
  }
}

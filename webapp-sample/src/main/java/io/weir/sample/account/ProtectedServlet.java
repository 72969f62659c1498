package io.weir.sample.account;

import io.weir.sample.JsonServlet;
import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;

/** {@code GET /protected}: tells a user who they are. */
@WebServlet("/protected")
public class ProtectedServlet extends JsonServlet {

  /** Made by the server. */
  public ProtectedServlet() {
    super("GET");
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(
        response,
        Status.OK,
        Json.createObjectBuilder()
            .add("username", user(request))
            .add("role", request.isUserInRole("admin") ? "admin" : "user")
            .build());
  }
}

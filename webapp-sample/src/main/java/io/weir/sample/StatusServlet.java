package io.weir.sample;

import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;

/** {@code GET /status}: that the application works. */
@WebServlet("/status")
public class StatusServlet extends JsonServlet {

  /** Made by the server. */
  public StatusServlet() {
    super("GET");
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(response, Status.OK, Json.createObjectBuilder().add("status", "up").build());
  }
}

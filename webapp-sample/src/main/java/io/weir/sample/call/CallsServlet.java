package io.weir.sample.call;

import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonCollectors;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;

/** {@code GET /calls}: what the provider recorded, for an admin. */
@WebServlet("/calls")
public class CallsServlet extends JsonServlet {

  @Inject RecordingProvider provider;

  /** Made by the server. */
  public CallsServlet() {
    super("GET");
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String user = user(request);
    if (!request.isUserInRole("admin")) {
      throw new Problem(
          Status.FORBIDDEN, "This needs the role admin, which %s lacks.".formatted(user));
    }
    write(
        response,
        Status.OK,
        provider.recorded().stream().map(Call::json).collect(JsonCollectors.toJsonArray()));
  }
}

package io.weir.sample.call;

import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import io.weir.sample.realtime.Scenario;
import io.weir.sample.realtime.Scenarios;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.List;

/**
 * {@code POST /make-custom-call/{phone}/{scenario_id}}: a call with a scenario of the user's own.
 */
@WebServlet("/make-custom-call/*")
public class MakeCustomCallServlet extends JsonServlet {

  @Inject RecordingProvider provider;
  @Inject Scenarios scenarios;

  /** Made by the server. */
  public MakeCustomCallServlet() {
    super("POST");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String user = user(request);
    List<String> path = segments(request, 2);
    Phone phone = Phone.inPath(path.get(0));
    Scenario scenario =
        scenarios
            .get(user, path.get(1))
            .orElseThrow(() -> new Problem(Status.NOT_FOUND, "You have no such scenario."));
    Call call = provider.place(user, phone, scenario.id());
    provider.reserved(call, request);
    write(response, Status.OK, call.json());
  }
}

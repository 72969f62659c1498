package io.weir.sample.call;

import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import io.weir.sample.Users;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.List;

/**
 * {@code POST /make-call/{phone}/{scenario}}: a call now.
 *
 * <p>Open to anonymous callers, which no API that costs money would be: so three requests without
 * an account are enough to see a limit.
 */
@WebServlet("/make-call/*")
public class MakeCallServlet extends JsonServlet {

  @Inject RecordingProvider provider;

  /** Made by the server. */
  public MakeCallServlet() {
    super("POST");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<String> path = segments(request, 2);
    Phone phone = Phone.inPath(path.get(0));
    String scenario = path.get(1);
    if (!ScheduleServlet.SCENARIO.matcher(scenario).matches()) {
      throw Problem.badRequest("The scenario must be " + ScheduleServlet.SCENARIO_MEANING + ".");
    }
    String caller = Users.orAnonymous(request.getUserPrincipal());
    Call call = provider.place(caller, phone, scenario);
    provider.reserved(call, request);
    write(response, Status.OK, call.json());
  }
}

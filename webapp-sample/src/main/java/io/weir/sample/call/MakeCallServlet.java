package io.weir.sample.call;

import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /make-call/{phone}/{scenario}}: a call now.
 *
 * <p>Open to anonymous callers, which no API that costs money would be: so three requests without
 * an account are enough to see a limit.
 */
@WebServlet("/make-call/*")
public class MakeCallServlet extends JsonServlet {

  @Inject RecordingProvider provider;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<String> path = segments(request, 2);
    Phone phone = new Phone(path.get(0));
    String scenario = path.get(1);
    if (!ScheduleServlet.SCENARIO.matcher(scenario).matches()) {
      throw Problem.badRequest("The scenario must be " + ScheduleServlet.SCENARIO_MEANING + ".");
    }
    String caller =
        Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName).orElse("anonymous");
    write(response, Status.OK, provider.place(caller, phone, scenario).json());
  }
}

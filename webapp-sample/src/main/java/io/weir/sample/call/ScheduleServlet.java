package io.weir.sample.call;

import io.weir.sample.Bodies;
import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonCollectors;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import java.util.regex.Pattern;

/** {@code POST /schedule-call}: a call for later; {@code GET}: the user's own ones. */
@WebServlet("/schedule-call")
public class ScheduleServlet extends JsonServlet {

  static final Pattern SCENARIO = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  static final String SCENARIO_MEANING = "1 to 64 letters, digits, \"_\" and \"-\"";

  private static final Pattern TIME = Pattern.compile("[0-9T:.Z+-]{1,40}");
  private static final String TIME_MEANING = "a time in the coming year, like 2030-01-31T09:30:00Z";
  private static final Duration YEAR = Duration.ofDays(366);

  @Inject Schedule schedule;

  /** Made by the server. */
  public ScheduleServlet() {
    super("GET", "POST");
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(
        response,
        Status.OK,
        schedule.of(user(request)).stream().map(Call::json).collect(JsonCollectors.toJsonArray()));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String user = user(request);
    Call call = call(user, body(request));
    schedule.add(call);
    write(response, Status.CREATED, call.json());
  }

  private static Call call(String user, JsonObject json) {
    return new Call(
        UUID.randomUUID().toString(),
        user,
        new Phone(Bodies.text(json, "phone", Phone.NUMBER, Phone.MEANING)),
        Bodies.text(json, "scenario", SCENARIO, SCENARIO_MEANING),
        time(Bodies.text(json, "at", TIME, TIME_MEANING), Instant.now()));
  }

  private static Instant time(String text, Instant now) {
    try {
      Instant time = Instant.parse(text);
      if (time.isAfter(now) && time.isBefore(now.plus(YEAR))) {
        return time;
      }
    } catch (DateTimeParseException e) {
      // No time at all is answered like a wrong one.
    }
    throw Problem.badRequest("\"at\" is not allowed; it must be " + TIME_MEANING + ".");
  }
}

package io.weir.sample.realtime;

import io.weir.sample.Bodies;
import io.weir.sample.Users;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonCollectors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** {@code POST /realtime/custom-scenario}: a scenario; {@code GET}: the user's own ones. */
@Path("/custom-scenario")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CustomScenarioResource {

  private static final Pattern NAME = Pattern.compile(".{1,64}");
  private static final Pattern PROMPT = Pattern.compile("(?s).{1,4000}");

  @Inject Scenarios scenarios;

  /** The user's own scenarios. */
  @GET
  public Response list(@Context SecurityContext security) {
    return answer(
        Status.OK,
        scenarios.of(Users.required(security.getUserPrincipal())).stream()
            .map(Scenario::json)
            .collect(JsonCollectors.toJsonArray())
            .toString());
  }

  /** Stores a scenario. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response add(
      InputStream body, @Context SecurityContext security, @Context HttpServletRequest request)
      throws IOException {
    request.setAttribute("io.weir.usage", "usd=0"); // To store a text asks no model.
    String user = Users.required(security.getUserPrincipal());
    JsonObject json = Bodies.object(body);
    Scenario scenario =
        scenarios.add(
            user,
            Bodies.text(json, "name", NAME, "1 to 64 characters on one line"),
            Bodies.text(json, "prompt", PROMPT, "1 to 4000 characters"));
    return answer(Status.CREATED, scenario.json().toString());
  }

  // A text, not a JSON value: with a JSON-B provider at hand, servers differ in who writes those.
  private static Response answer(Status status, String json) {
    return Response.status(status).entity(json).header("Cache-Control", "no-store").build();
  }
}

package io.weir.sample.realtime;

import jakarta.enterprise.context.RequestScoped;
import jakarta.json.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/**
 * {@code GET /realtime/voice}: what a page asks before it opens a session of speech. A handshake
 * tells scripts neither why it was refused nor its headers; this answer does.
 */
@Path("/voice")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class VoiceResource {

  /** As the rule in {@code web.xml} says. */
  private static final Duration SESSION = Duration.ofMinutes(30);

  /** The model, and how long a session lasts at most. */
  @GET
  public Response voice(@Context HttpServletRequest request) {
    request.getSession(); // Its budget is that of the HTTP session.
    request.setAttribute("io.weir.usage", "usd=0"); // To ask costs nothing.
    return Response.ok(
            Json.createObjectBuilder()
                .add("model", SpeechModel.NAME)
                .add("session_seconds", SESSION.toSeconds())
                .build()
                .toString())
        .header("Cache-Control", "no-store")
        .build();
  }
}

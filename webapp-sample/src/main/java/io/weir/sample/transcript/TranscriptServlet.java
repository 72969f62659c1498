package io.weir.sample.transcript;

import io.weir.sample.Bodies;
import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** {@code POST /twilio-transcripts/create-with-media-url}: a recording to transcribe. */
@WebServlet("/twilio-transcripts/create-with-media-url")
public class TranscriptServlet extends JsonServlet {

  private static final Pattern WEB_ADDRESS = Pattern.compile("(?i)https?://.{1,2000}");
  private static final String MEANING =
      "an http or https address, like https://media.example.com/1.wav";

  @Inject Transcripts transcripts;

  /** Made by the server. */
  public TranscriptServlet() {
    super("POST");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String user = user(request);
    URI media = address(Bodies.text(body(request), "media_url", WEB_ADDRESS, MEANING));
    write(response, Status.ACCEPTED, transcripts.add(user, media).json());
  }

  private static URI address(String text) {
    try {
      URI address = new URI(text);
      if (address.getHost() != null && address.getUserInfo() == null) {
        return address;
      }
    } catch (URISyntaxException e) {
      // No address at all is answered like a wrong one.
    }
    throw Problem.badRequest("\"media_url\" is not allowed; it must be " + MEANING + ".");
  }
}

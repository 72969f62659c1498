package io.weir.sample.call;

import io.weir.Usage;
import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * {@code POST /call-ended}: the webhook by which the telephony provider says, minutes later, how
 * long a call took; the provider has the role admin here. Weir charges the call then.
 */
@WebServlet("/call-ended")
public class CallEndedServlet extends JsonServlet {

  private static final BigDecimal PRICE_OF_SECOND = new BigDecimal("0.013");
  private static final int LONGEST = 86_400;

  @Inject RecordingProvider provider;

  /** Made by the server. */
  public CallEndedServlet() {
    super("POST");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String user = user(request);
    if (!request.isUserInRole("admin")) {
      throw new Problem(
          Status.FORBIDDEN, "This needs the role admin, which %s lacks.".formatted(user));
    }
    JsonObject ended = body(request);
    if (!(ended.get("id") instanceof JsonString id)
        || !(ended.get("seconds") instanceof JsonNumber number)
        || !number.isIntegral()
        || number.longValue() < 0
        || number.longValue() > LONGEST) {
      throw Problem.badRequest("Send the \"id\" of a call, and \"seconds\" from 0 to 86400.");
    }
    long seconds = number.longValue();
    BigDecimal price = PRICE_OF_SECOND.multiply(BigDecimal.valueOf(seconds));
    boolean charged =
        provider
            .reservation(id.getString())
            .filter(of -> Usage.report(of, "seconds=%d; usd=%s".formatted(seconds, price)))
            .isPresent();
    write(response, Status.OK, Json.createObjectBuilder().add("charged", charged).build());
  }
}

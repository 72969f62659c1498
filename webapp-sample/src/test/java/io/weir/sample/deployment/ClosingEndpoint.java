package io.weir.sample.deployment;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** Ends each session as soon as it is open, with the code in its path. */
@ServerEndpoint("/closing/{code}")
public class ClosingEndpoint {

  /** Closes the session. */
  @OnOpen
  public void close(Session session, @PathParam("code") int code) throws IOException {
    session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), "it is enough"));
  }
}

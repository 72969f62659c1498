package io.weir.sample.realtime;

import jakarta.json.Json;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** {@code /realtime/session}: transcribes what it is sent, which is text already. */
@ServerEndpoint("/realtime/session")
public class RealtimeSession {

  private static final int SESSIONS = 100;
  private static final int CHARACTERS = 8 * 1024;
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final AtomicLong messages = new AtomicLong();

  /** Tells the client its session. */
  @OnOpen
  public void open(Session session) throws IOException {
    if (session.getOpenSessions().size() > SESSIONS) {
      session.close(new CloseReason(CloseCodes.TRY_AGAIN_LATER, SESSIONS + " sessions are open"));
      return;
    }
    session.setMaxIdleTimeout(SILENCE.toMillis());
    session
        .getBasicRemote()
        .sendText(Json.createObjectBuilder().add("session", session.getId()).build().toString());
  }

  /** Transcribes one message. */
  @OnMessage(maxMessageSize = CHARACTERS)
  public String transcribe(String text, Session session) {
    return Json.createObjectBuilder()
        .add("session", session.getId())
        .add("message", messages.incrementAndGet())
        .add("transcript", text.strip())
        .build()
        .toString();
  }
}

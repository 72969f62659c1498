package io.weir.sample.realtime;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * {@code /realtime/session}: speech to speech, in turns. Binary messages are audio; {@code
 * {"type":"commit"}} ends a turn, which is answered with a transcript and what it cost. A turn that
 * is as long as one may be ends by itself.
 */
@ServerEndpoint("/realtime/session")
public class RealtimeSession {

  private static final int SESSIONS = 100;
  private static final int BYTES = 32 * 1024;
  private static final int CHARACTERS = 1024;
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private Turn turn = new Turn();
  private long turns;

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

  /** Hears a part of a turn. */
  @OnMessage(maxMessageSize = BYTES)
  public void hear(ByteBuffer audio, Session session) throws IOException {
    turn.hear(audio);
    if (turn.isOver()) {
      answer(session);
    }
  }

  /** Ends a turn. */
  @OnMessage(maxMessageSize = CHARACTERS)
  public void command(String text, Session session) throws IOException {
    if (isCommit(text)) {
      answer(session);
    } else {
      session.close(
          new CloseReason(CloseCodes.CANNOT_ACCEPT, "send audio, or {\"type\":\"commit\"}"));
    }
  }

  private static boolean isCommit(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return "commit".equals(reader.readObject().getString("type", ""));
    } catch (JsonException e) {
      return false;
    }
  }

  private void answer(Session session) throws IOException {
    SpeechModel.Answer answer = SpeechModel.answer(turn);
    double seconds = turn.seconds();
    turn = new Turn();
    turns++;
    session
        .getUserProperties()
        .put(
            "io.weir.usage",
            "model=%s; input=%s; output=%s"
                .formatted(SpeechModel.NAME, answer.input(), answer.output()));
    session
        .getBasicRemote()
        .sendText(
            Json.createObjectBuilder()
                .add("turn", turns)
                .add("seconds", seconds)
                .add("transcript", answer.transcript())
                .add(
                    "usage",
                    Json.createObjectBuilder()
                        .add("input_audio_tokens", answer.input())
                        .add("output_audio_tokens", answer.output()))
                .add("usd", answer.dollars())
                .build()
                .toString());
  }
}

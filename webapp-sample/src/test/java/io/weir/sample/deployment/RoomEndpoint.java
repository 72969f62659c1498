package io.weir.sample.deployment;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** Tells its path parameter and the subprotocol, and answers what it is told. */
@ServerEndpoint(value = "/rooms/{room}", subprotocols = "chat")
public class RoomEndpoint {

  /** How the last session ended, as the application learned it. */
  private static volatile String last = "";

  /** Tells where the client is. */
  @OnOpen
  public void open(@PathParam("room") String room, Session session) throws IOException {
    if (room.equals("broken")) {
      throw new IOException("on purpose");
    }
    session.getBasicRemote().sendText(room + " " + session.getNegotiatedSubprotocol());
  }

  /** The number of characters; some words are orders. */
  @OnMessage(maxMessageSize = 200_000)
  public String answer(String text, Session session) throws IOException {
    return switch (text) {
      case "last" -> last;
      case "close" -> {
        session.close();
        yield "";
      }
      case "flood" -> {
        for (int i = 0; i < 100_000; i++) { // More than any buffer holds.
          var unused = session.getAsyncRemote().sendText("x".repeat(1000));
        }
        yield "";
      }
      default -> Integer.toString(text.length());
    };
  }

  /** Remembers how it ended. */
  @OnClose
  public void close(CloseReason why) {
    last = why.getCloseCode().getCode() + " " + why.getReasonPhrase();
  }
}

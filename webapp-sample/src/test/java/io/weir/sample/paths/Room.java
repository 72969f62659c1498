package io.weir.sample.paths;

import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The protected WebSocket. */
@ServerEndpoint(value = "/socket/{room}", configurator = Room.Handshake.class)
public class Room {

  /** Says nothing. */
  @OnMessage
  public void hear(String message) {}

  /** Runs before the connection is switched. */
  public static class Handshake extends ServerEndpointConfig.Configurator {
    @Override
    public void modifyHandshake(
        ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
      Runs.note(number(request.getHeaders()), Code.SOCKET);
    }

    private static String number(Map<String, List<String>> headers) {
      return headers.entrySet().stream()
          .filter(
              header ->
                  header
                      .getKey()
                      .toLowerCase(Locale.ROOT)
                      .equals(Runs.NUMBER.toLowerCase(Locale.ROOT)))
          .map(header -> header.getValue().get(0))
          .findFirst()
          .orElse("");
    }
  }
}

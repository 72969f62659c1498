package io.weir.sample.deployment;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The client's end of a WebSocket, which remembers what it hears. */
final class Peer implements WebSocket.Listener {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** The message may be forgotten. */
  private static final CompletionStage<String> HEARD = CompletableFuture.completedFuture("");

  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<WebSocket> socket;

  /**
   * Asks for a socket.
   *
   * @param application its name
   * @param client the value of the header {@code X-Client}
   */
  Peer(String application, String path, String client) {
    String base = ServerUnderTest.application(application).toString();
    socket =
        HTTP.newWebSocketBuilder()
            .subprotocols("chat")
            .header("X-Client", client)
            .buildAsync(URI.create(base.replaceFirst("http", "ws") + path), this);
  }

  /** The status of the answer to the handshake. */
  int status() {
    try {
      socket.join();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  void say(String text) {
    socket.join().sendText(text, true).join();
  }

  WebSocket socket() {
    return socket.join();
  }

  /** The next text, or a code and a reason. */
  String hear() throws InterruptedException {
    String next = heard.poll(20, TimeUnit.SECONDS);
    return next == null ? "nothing" : next;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
    heard.add(text.toString());
    from.request(1);
    return HEARD;
  }

  @Override
  public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    heard.add("pong");
    from.request(1);
    return HEARD;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    heard.add((code + " " + reason).strip());
    return HEARD;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    heard.add("failed " + failure);
  }
}

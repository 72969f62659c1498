package io.weir.sample.wire;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Somebody who talks to the sample's endpoint of speech, in beeps and pauses. */
public final class VoiceSocket implements AutoCloseable {

  private static final int RATE = 8_000;
  private static final int TENTH = RATE / 10;
  private static final int MILLIS_OF_TENTH = 100;

  /** A tenth of full scale. */
  private static final short LOUD = 3_277;

  private static final int PATIENCE_SECONDS = 60;

  private final Heard heard = new Heard();
  private final WebSocket socket;

  private VoiceSocket(URI endpoint) throws IOException {
    socket =
        completed(HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(endpoint, heard));
  }

  /**
   * Opens a session.
   *
   * @param endpoint of http
   */
  public static VoiceSocket open(URI endpoint) throws IOException {
    return new VoiceSocket(URI.create(endpoint.toString().replaceFirst("http", "ws")));
  }

  /** Sends a tone of so many milliseconds, in pieces of a tenth of a second. */
  public VoiceSocket beep(int millis) throws IOException {
    return send(millis, LOUD);
  }

  /** Sends so much silence. */
  public VoiceSocket pause(int millis) throws IOException {
    return send(millis, (short) 0);
  }

  private VoiceSocket send(int millis, short amplitude) throws IOException {
    for (int tenth = 0; tenth < millis / MILLIS_OF_TENTH; tenth++) {
      ByteBuffer audio = ByteBuffer.allocate(TENTH * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < TENTH; i++) {
        audio.putShort(i % 2 == 0 ? amplitude : (short) -amplitude);
      }
      completed(socket.sendBinary(audio.flip(), true));
    }
    return this;
  }

  /** Ends the turn. */
  public VoiceSocket commit() throws IOException {
    return say("{\"type\":\"commit\"}");
  }

  /** Sends a text. */
  public VoiceSocket say(String text) throws IOException {
    completed(socket.sendText(text, true));
    return this;
  }

  /** The next text that comes. */
  public String answer() throws IOException {
    try {
      @Nullable String text = heard.texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (text == null) {
        throw new IOException("no answer comes; the end: " + heard.end);
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Code and reason with which the server ends the session. */
  public String end() throws IOException {
    return completed(heard.end);
  }

  private static <T> T completed(CompletableFuture<T> future) throws IOException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  private static final class Heard implements WebSocket.Listener {

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        texts.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      end.complete("%s %s".formatted(code, reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      end.completeExceptionally(error);
    }
  }
}

package io.weir.status.alert;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes all messages that come to a webhook, under any path. */
public final class WebhookReceiver implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final HttpServer server;
  private final List<String> all = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<String> unread = new LinkedBlockingQueue<>();

  private WebhookReceiver(HttpServer server) {
    this.server = server;
  }

  /** Listens on a free port. */
  public static WebhookReceiver start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      WebhookReceiver receiver = new WebhookReceiver(server);
      server.createContext(
          "/",
          exchange -> {
            receiver.take(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(String message) {
    all.add(message);
    unread.add(message);
  }

  /** The URL of a path, which begins with a slash. */
  public String url(String path) {
    return "http://127.0.0.1:%s%s".formatted(server.getAddress().getPort(), path);
  }

  /** All messages so far. */
  List<String> all() {
    return all;
  }

  /** The next message, for which it waits. */
  public String next() throws InterruptedException {
    String message = unread.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message has come");
    }
    return message;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

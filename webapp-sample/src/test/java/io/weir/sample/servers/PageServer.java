package io.weir.sample.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A web server on a port of 127.0.0.1 with one page: an origin of its own. */
public final class PageServer implements AutoCloseable {

  private final HttpServer server;

  private PageServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Serves a page.
   *
   * @param port 0 for any free one
   * @param html what stands at every path
   */
  public static PageServer start(int port, String html) {
    byte[] page = html.getBytes(StandardCharsets.UTF_8);
    try {
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.freeOr(port)), 0);
      server.createContext("/", exchange -> answer(exchange, page));
      server.start();
      return new PageServer(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange, byte[] page) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/html;charset=UTF-8");
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }

  /** As a browser sends it: {@code http://127.0.0.1:8280}. */
  public String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Where the page is. */
  public URI uri() {
    return URI.create(origin() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

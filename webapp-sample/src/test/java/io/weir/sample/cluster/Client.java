package io.weir.sample.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Somebody who asks nodes, by way of this machine as a proxy.
 *
 * @param address by which a node that trusts the proxy knows the client
 */
record Client(String address) {

  /** The proxy, as nodes see it. */
  static final String PROXY = "127.0.0.1";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** More than any answer may take: whoever waits longer is not answered at all. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** One who has not asked anything yet. */
  static Client newcomer() {
    return new Client(
        "2001:db8:%x:%x::1".formatted(anyOf(0x10000), anyOf(0x10000))); // Counted by its /64.
  }

  private static int anyOf(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }

  HttpResponse<String> get(URI uri) {
    return send(HttpRequest.newBuilder(uri));
  }

  /** Posts nothing. */
  HttpResponse<String> post(URI uri) {
    return send(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()));
  }

  /** Posts a form. */
  HttpResponse<String> post(URI uri, String form) {
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(
          request.header("X-Forwarded-For", address).timeout(PATIENCE).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

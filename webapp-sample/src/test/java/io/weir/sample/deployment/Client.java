package io.weir.sample.deployment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Somebody who asks an application. Each has an address of their own, which the test tells as a
 * proxy would, so that no test spends another one's tokens.
 *
 * @param application where it is: {@code http://127.0.0.1:8080/sample/}
 * @param headers names and values in turn
 */
public record Client(URI application, List<String> headers) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** More than any answer may take. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final AtomicInteger CLIENTS = new AtomicInteger();

  /** Copies the headers. */
  public Client {
    headers = List.copyOf(headers);
  }

  /** Somebody at an address that nobody else has. */
  static Client of(URL application) {
    return of(URI.create(application.toString()));
  }

  /** The same, of the application that is deployed under this name. */
  public static Client of(String name) {
    return of(ServerUnderTest.application(name));
  }

  private static Client of(URI application) {
    int number = CLIENTS.incrementAndGet();
    return new Client(
        application,
        List.of(
            "X-Forwarded-For", "2001:db8:%x:%x::1".formatted(number / 65_536, number % 65_536)));
  }

  /** As the proxy tells it. */
  String address() {
    return headers.get(1);
  }

  /** The same with one more header. */
  public Client saying(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.addAll(List.of(name, value));
    return new Client(application, more);
  }

  /** The same with a name and a password (RFC 7617). */
  Client as(String user, String password) {
    return as("Basic", user, password);
  }

  /** The same with another spelling of the scheme. */
  Client as(String scheme, String user, String password) {
    byte[] credentials = "%s:%s".formatted(user, password).getBytes(StandardCharsets.UTF_8);
    return saying("Authorization", scheme + " " + Base64.getEncoder().encodeToString(credentials));
  }

  /** The same as one of the sample's users. */
  Client as(String user) {
    return as(user, user + "-sample");
  }

  public Answer get(String path) {
    return send("GET", path, "");
  }

  Answer post(String path) {
    return send("POST", path, "");
  }

  /** Sends a body without saying how long it is, in chunks. */
  Answer stream(String method, String path, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return send(
        HttpRequest.newBuilder(uri(path))
            .timeout(PATIENCE)
            .headers(headers.toArray(String[]::new))
            .method(method, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
            .build());
  }

  /** Sends JSON if the body is an object, else a form; unless a header says what it is. */
  public Answer send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(PATIENCE)
            .headers(headers.toArray(String[]::new))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty() && !headers.contains("Content-Type")) {
      request.header(
          "Content-Type",
          body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded");
    }
    return send(request.build());
  }

  /** The body of an answer that goes on, as soon as it begins. */
  InputStream open(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path))
            .timeout(PATIENCE)
            .headers(headers.toArray(String[]::new))
            .build();
    try {
      HttpResponse<InputStream> answer = HTTP.send(request, BodyHandlers.ofInputStream());
      if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
        throw new IllegalStateException("status " + answer.statusCode());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Answer send(HttpRequest request) {
    try {
      return Answer.of(HTTP.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The statuses of so many answers to the same request. */
  List<Integer> statuses(int times, String method, String path, String body) {
    return IntStream.range(0, times).map(i -> send(method, path, body).status()).boxed().toList();
  }

  List<Integer> statuses(int times, String path) {
    return statuses(times, "GET", path, "");
  }

  /** As it is written: what a URI would tidy up stays. */
  private URI uri(String path) {
    return URI.create(application + path.substring(1));
  }
}

package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretReadException.FailureScope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to Vault. Follows redirects over https to the same host only, because the token is
 * sent there too.
 */
final class VaultHttpClient implements AutoCloseable {

  private static final int MOST_REDIRECTS = 3;
  private static final int LAST_PORT = 65_535;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 307, 308);

  /**
   * What a request says.
   *
   * @param token null for requests that need none
   */
  private record Message(String method, @Nullable Secret token, BodyPublisher body) {}

  private final URI address;
  private final Optional<String> namespace;
  private final Duration timeout;
  private final VaultConnection connection;

  /**
   * Connects with the first request.
   *
   * @param timeout the longest that a response may take, redirects included
   */
  VaultHttpClient(URI address, Optional<String> namespace, VaultTls tls, Duration timeout) {
    this.address = address;
    this.namespace = namespace;
    this.timeout = timeout;
    this.connection = new VaultConnection(address, tls);
  }

  Optional<String> namespace() {
    return namespace;
  }

  static String text(Secret secret) {
    return new String(secret.bytes(), StandardCharsets.UTF_8);
  }

  VaultResponse get(String path, Secret token) throws SecretReadException {
    return send(path, new Message("GET", token, BodyPublishers.noBody()));
  }

  VaultResponse post(String path, Secret token, Map<String, String> body)
      throws SecretReadException {
    return send(path, new Message("POST", token, json(body)));
  }

  /** Sends a request without a token. */
  VaultResponse login(String path, Map<String, String> body) throws SecretReadException {
    return send(path, new Message("POST", null, json(body)));
  }

  private static BodyPublisher json(Map<String, String> body) {
    return BodyPublishers.ofString(JsonObject.write(body));
  }

  private VaultResponse send(String path, Message message) throws SecretReadException {
    try {
      long end = System.nanoTime() + timeout.toNanos();
      URI target = address.resolve("/v1/" + path);
      for (int redirects = 0; ; redirects++) {
        HttpResponse<LimitedBody> response = connection.send(request(target, message, left(end)));
        byte[] body = response.body().await(left(end));
        Optional<URI> next =
            REDIRECTS.contains(response.statusCode()) && redirects < MOST_REDIRECTS
                ? redirect(message, target, response)
                : Optional.empty();
        if (next.isEmpty()) {
          return new VaultResponse(response.statusCode(), JsonObject.parse(body));
        }
        target = next.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw VaultFailures.noResponse("the read was interrupted", FailureScope.SOURCE_TEMPORARILY);
    } catch (IOException e) {
      if (e instanceof SSLException) {
        // The files of certificates may have been rotated: the next request reads them again.
        connection.close();
      }
      throw ConnectionFailures.of(e, address, timeout);
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
  }

  private HttpRequest request(URI target, Message message, Duration left)
      throws SecretReadException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(left)
            .header("X-Vault-Request", "true")
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .method(message.method, message.body);
    if (message.token != null) {
      addToken(message.token, request);
    }
    namespace.ifPresent(name -> request.header("X-Vault-Namespace", name));
    return request.build();
  }

  private static void addToken(Secret token, HttpRequest.Builder request)
      throws SecretReadException {
    try {
      request.header("X-Vault-Token", text(token));
    } catch (IllegalArgumentException e) {
      // Its message contains the token: it must not be a cause either.
      throw VaultFailures.noResponse(
          "the token contains a character that an HTTP header cannot contain", FailureScope.SOURCE);
    }
  }

  private static Optional<URI> redirect(
      Message message, URI from, HttpResponse<LimitedBody> response) {
    boolean keepsMethod = response.statusCode() >= 307 || message.method.equals("GET");
    try {
      return response
          .headers()
          .firstValue("Location")
          .map(from::resolve)
          .filter(to -> keepsMethod)
          .filter(to -> "https".equals(to.getScheme()) && to.getPort() <= LAST_PORT)
          .filter(to -> from.getHost().equalsIgnoreCase(to.getHost()));
    } catch (IllegalArgumentException noUri) {
      return Optional.empty();
    }
  }

  /** Takes rotated certificates and keys; to be called before a login. */
  void reloadTls() throws SecretReadException {
    connection.reloadTls();
  }

  @Override
  public void close() {
    connection.close();
  }
}

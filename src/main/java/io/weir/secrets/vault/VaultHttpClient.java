package io.weir.secrets.vault;

import io.weir.internal.secret.Secret;
import io.weir.secrets.source.SecretReadException;
import io.weir.secrets.source.SecretReadException.FailureScope;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Asks Vault, and follows it to the same host over https; no token goes elsewhere. */
public final class VaultHttpClient implements AutoCloseable {

  private static final int MOST_REDIRECTS = 3;
  private static final int LAST_PORT = 65_535;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 307, 308);

  private final URI address;
  private final Optional<String> namespace;
  private final Duration longest;
  private final VaultConnection connection;
  private final VaultSilence silence;
  private final VaultJson json = new VaultJson();

  /**
   * Connects when it is first needed.
   *
   * @param longest that an answer may take
   */
  VaultHttpClient(URI address, Optional<String> namespace, VaultTls tls, Duration longest) {
    this.address = address;
    this.namespace = namespace;
    this.longest = longest;
    this.connection = new VaultConnection(address, tls);
    this.silence = new VaultSilence(address, longest);
  }

  Optional<String> namespace() {
    return namespace;
  }

  JsonObjectBuilder object() {
    return json.object();
  }

  public static String text(Secret secret) {
    return new String(secret.bytes(), StandardCharsets.UTF_8);
  }

  VaultResponse get(String path, Secret token) throws SecretReadException {
    return call("GET", path, Optional.of(token), Optional.empty());
  }

  VaultResponse post(String path, Optional<Secret> token, JsonObject body)
      throws SecretReadException {
    return call("POST", path, token, Optional.of(body));
  }

  private VaultResponse call(
      String method, String path, Optional<Secret> token, Optional<JsonObject> body)
      throws SecretReadException {
    try {
      long end = System.nanoTime() + longest.toNanos();
      URI target = address.resolve("/v1/" + path);
      for (int redirects = 0; ; redirects++) {
        HttpResponse<LimitedBody> response = send(method, target, token, body, end);
        byte[] bytes = response.body().all(end);
        Optional<URI> next =
            REDIRECTS.contains(response.statusCode()) && redirects < MOST_REDIRECTS
                ? elsewhere(method, target, response)
                : Optional.empty();
        if (next.isEmpty()) {
          return new VaultResponse(response.statusCode(), json.parse(bytes));
        }
        target = next.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw VaultFailures.noAnswer("nobody waits for the answer", FailureScope.SOURCE_TEMPORARILY);
    } catch (IOException e) {
      if (e instanceof SSLException) {
        // Its files may have been rotated.
        connection.close();
      }
      throw silence.of(e);
    }
  }

  private HttpResponse<LimitedBody> send(
      String method, URI target, Optional<Secret> token, Optional<JsonObject> body, long end)
      throws IOException, InterruptedException, SecretReadException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(Duration.ofNanos(Math.max(1, end - System.nanoTime())))
            .header("X-Vault-Request", "true")
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .method(
                method,
                body.map(sent -> BodyPublishers.ofString(sent.toString()))
                    .orElseGet(BodyPublishers::noBody));
    if (token.isPresent()) {
      showing(token.get(), request);
    }
    namespace.ifPresent(name -> request.header("X-Vault-Namespace", name));
    return connection.send(request.build());
  }

  private static void showing(Secret token, HttpRequest.Builder request)
      throws SecretReadException {
    try {
      request.header("X-Vault-Token", text(token));
    } catch (IllegalArgumentException e) {
      // Its message holds the token: it is neither told nor kept as a cause.
      throw VaultFailures.unfitToken();
    }
  }

  /** Https to the same host, and no other: a token goes along. */
  private static Optional<URI> elsewhere(
      String method, URI from, HttpResponse<LimitedBody> response) {
    boolean keepsMethod = response.statusCode() >= 307 || method.equals("GET");
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

  /** Takes certificates and a key that were rotated; to be called before a login. */
  void renewTls() throws SecretReadException {
    connection.renewTls();
  }

  @Override
  public void close() {
    connection.close();
  }
}

package io.weir.secrets;

import io.weir.secrets.Unreadable.Reach;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Talks to Vault: one connection, HTTP/1.1, and no thread but the one that asks and the client's.
 */
final class VaultWire implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final int MOST_REDIRECTS = 3;
  private static final int LAST_PORT = 65_535;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 307, 308);

  private final URI address;
  private final Optional<String> namespace;
  private final VaultTls tls;
  private final Duration longest;
  private final JsonProvider json;
  private @Nullable VaultHandshake begun;
  private @Nullable HttpClient client;

  /**
   * Connects when it is first needed.
   *
   * @param longest that an answer may take
   */
  VaultWire(URI address, Optional<String> namespace, VaultTls tls, Duration longest) {
    this.address = address;
    this.namespace = namespace;
    this.tls = tls;
    this.longest = longest;
    this.json = provider();
  }

  /** The server's, which services of the application's loader tell; the house has none. */
  private static JsonProvider provider() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(JsonProvider.class.getClassLoader());
    try {
      return JsonProvider.provider();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  Optional<String> namespace() {
    return namespace;
  }

  JsonObjectBuilder object() {
    return json.createObjectBuilder();
  }

  static String text(Secret secret) {
    return new String(secret.bytes(), StandardCharsets.UTF_8);
  }

  VaultAnswer get(String path, Secret token) throws Unreadable {
    return call("GET", path, Optional.of(token), Optional.empty());
  }

  VaultAnswer post(String path, Optional<Secret> token, JsonObject body) throws Unreadable {
    return call("POST", path, token, Optional.of(body));
  }

  private VaultAnswer call(
      String method, String path, Optional<Secret> token, Optional<JsonObject> body)
      throws Unreadable {
    try {
      long end = System.nanoTime() + longest.toNanos();
      URI target = address.resolve("/v1/" + path);
      for (int redirects = 0; ; redirects++) {
        HttpResponse<BodyQueue> response = send(method, target, token, body, end);
        byte[] bytes = response.body().all(end);
        Optional<URI> next =
            REDIRECTS.contains(response.statusCode()) && redirects < MOST_REDIRECTS
                ? elsewhere(method, target, response)
                : Optional.empty();
        if (next.isEmpty()) {
          return new VaultAnswer(response.statusCode(), parse(bytes));
        }
        target = next.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw VaultFailure.noAnswer("nobody waits for the answer", Reach.SOURCE_FOR_NOW);
    } catch (IOException e) {
      if (e instanceof SSLException) {
        close();
      }
      throw noAnswer(e);
    }
  }

  private HttpResponse<BodyQueue> send(
      String method, URI target, Optional<Secret> token, Optional<JsonObject> body, long end)
      throws IOException, InterruptedException, Unreadable {
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
    return client().send(request.build(), head -> new BodyQueue());
  }

  private static void showing(Secret token, HttpRequest.Builder request) throws Unreadable {
    try {
      request.header("X-Vault-Token", text(token));
    } catch (IllegalArgumentException e) {
      // Its message holds the token: it is neither told nor kept as a cause.
      throw VaultFailure.unfitToken();
    }
  }

  /** Https to the same host, and no other: a token goes along. */
  private static Optional<URI> elsewhere(
      String method, URI from, HttpResponse<BodyQueue> response) {
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

  private JsonObject parse(byte[] bytes) {
    try (JsonReader reader =
        json.createReaderFactory(null)
            .createReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
      return reader.read() instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    } catch (RuntimeException notOne) {
      // Not only a JsonException: implementations tell too much depth and too many digits by
      // others.
      return JsonValue.EMPTY_JSON_OBJECT;
    }
  }

  private HttpClient client() throws Unreadable {
    HttpClient made = client;
    if (made == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(CONNECT)
              // Its few tasks run in its selector's thread: it never has two answers at a time.
              .executor(Runnable::run);
      VaultHandshake handshake = handshake();
      if (isSecure()) {
        builder.sslContext(context(handshake)).sslParameters(VaultHandshake.parameters());
      } else {
        // Without TLS it is this machine: what leaves it, also to a proxy, would be read there.
        builder.proxy(HttpClient.Builder.NO_PROXY);
      }
      made = builder.build();
      client = made;
      begun = handshake;
    }
    return made;
  }

  private boolean isSecure() {
    return "https".equalsIgnoreCase(address.getScheme());
  }

  private VaultHandshake handshake() throws Unreadable {
    try {
      return tls.handshake();
    } catch (IllegalArgumentException e) {
      throw VaultFailure.ofTls(e);
    }
  }

  private static SSLContext context(VaultHandshake handshake) throws Unreadable {
    try {
      return handshake.context();
    } catch (IllegalArgumentException e) {
      throw VaultFailure.ofTls(e);
    }
  }

  /** Takes certificates and a key that were rotated; to be called before a login. */
  void renewTls() throws Unreadable {
    if (client == null) {
      return;
    }
    VaultHandshake now = handshake();
    if (!now.equals(begun)) {
      // Of a key and a certificate one may be there before the other: till then it stays as it is.
      context(now);
      close();
    }
  }

  private Unreadable noAnswer(IOException failure) {
    String where = address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    if (failure instanceof HttpTimeoutException) {
      return VaultFailure.noAnswer(
          "%s does not answer within %d ms".formatted(where, longest.toMillis()),
          Reach.SOURCE_FOR_NOW);
    }
    if (failure instanceof SSLException) {
      if (isCausedBy(CertificateExpiredException.class, failure)) {
        return VaultFailure.noAnswer(
            "the certificate of %s, or of its authority, has expired".formatted(where),
            Reach.SOURCE_FOR_NOW);
      }
      if (isCausedBy(CertificateNotYetValidException.class, failure)) {
        return VaultFailure.noAnswer(
            "the certificate of %s is not valid yet; is the clock of this machine right?"
                .formatted(where),
            Reach.SOURCE_FOR_NOW);
      }
      return VaultFailure.noAnswer(
          isCausedBy(CertificateException.class, failure)
              ? "the certificate of %s is not trusted or is another host's; name its authority's in weir.vault.ca-file"
                  .formatted(where)
              : "no TLS with %s; does it ask for a certificate of ours (weir.vault.client-cert)?"
                  .formatted(where),
          Reach.SOURCE_FOR_NOW);
    }
    if (failure instanceof BodyQueue.TooLong) {
      return VaultFailure.noAnswer(
          "%s answers with more than 16 MiB; is it Vault?".formatted(where), Reach.SOURCE_FOR_NOW);
    }
    // Its message may be the server's words: only its class is told.
    return VaultFailure.noAnswer(
        "no connection with %s (%s)".formatted(where, failure.getClass().getSimpleName()),
        Reach.SOURCE_FOR_NOW);
  }

  private static boolean isCausedBy(Class<? extends Exception> type, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Gives the client up. From Java 21 on it is ended; before, it ends when nobody refers to it. */
  @Override
  public void close() {
    Object ended = client;
    client = null;
    try {
      if (ended instanceof AutoCloseable) {
        HttpClient.class.getMethod("shutdownNow").invoke(ended);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("every client that can be closed can be shut down", e);
    }
  }
}

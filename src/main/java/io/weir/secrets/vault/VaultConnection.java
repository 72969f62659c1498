package io.weir.secrets.vault;

import io.weir.secrets.source.SecretReadException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One connection with Vault, HTTP/1.1, and no thread but the one that asks and the client's.
 * Connects when it is first needed, and again when certificates or a key were rotated.
 */
final class VaultConnection implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final boolean isSecure;
  private final VaultTls tls;
  private @Nullable TlsMaterial begun;
  private @Nullable HttpClient client;

  VaultConnection(URI address, VaultTls tls) {
    this.isSecure = "https".equalsIgnoreCase(address.getScheme());
    this.tls = tls;
  }

  HttpResponse<LimitedBody> send(HttpRequest request)
      throws IOException, InterruptedException, SecretReadException {
    return client().send(request, head -> new LimitedBody());
  }

  private HttpClient client() throws SecretReadException {
    HttpClient made = client;
    if (made == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(CONNECT)
              // Its few tasks run in its selector's thread: it never has two answers at a time.
              .executor(Runnable::run);
      TlsMaterial handshake = handshake();
      if (isSecure) {
        builder.sslContext(context(handshake)).sslParameters(TlsMaterial.parameters());
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

  private TlsMaterial handshake() throws SecretReadException {
    try {
      return tls.handshake();
    } catch (IllegalArgumentException e) {
      throw VaultFailures.ofTls(e);
    }
  }

  private static SSLContext context(TlsMaterial handshake) throws SecretReadException {
    try {
      return handshake.context();
    } catch (IllegalArgumentException e) {
      throw VaultFailures.ofTls(e);
    }
  }

  /** Takes certificates and a key that were rotated; to be called before a login. */
  void renewTls() throws SecretReadException {
    if (client == null) {
      return;
    }
    TlsMaterial now = handshake();
    if (!now.equals(begun)) {
      // Of a key and a certificate one may be there before the other: till then it stays as it is.
      context(now);
      close();
    }
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

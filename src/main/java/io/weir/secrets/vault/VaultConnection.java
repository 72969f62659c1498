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
 * One HTTP/1.1 connection with Vault. Connects with the first request, and again after certificates
 * or a key were rotated. Needs no thread besides the caller's and the client's own.
 */
final class VaultConnection implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private final boolean isSecure;
  private final VaultTls tls;
  private @Nullable TlsMaterial material;
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
    HttpClient open = client;
    if (open == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(CONNECT_TIMEOUT)
              // One response at a time: its few tasks can run in the selector's thread.
              .executor(Runnable::run);
      TlsMaterial read = read();
      if (isSecure) {
        builder.sslContext(context(read)).sslParameters(TlsMaterial.parameters());
      } else {
        // Without TLS, Vault is on this machine: a proxy elsewhere would read the token.
        builder.proxy(HttpClient.Builder.NO_PROXY);
      }
      open = builder.build();
      client = open;
      material = read;
    }
    return open;
  }

  private TlsMaterial read() throws SecretReadException {
    try {
      return tls.read();
    } catch (IllegalArgumentException e) {
      throw VaultFailures.ofTls(e);
    }
  }

  private static SSLContext context(TlsMaterial material) throws SecretReadException {
    try {
      return material.context();
    } catch (IllegalArgumentException e) {
      throw VaultFailures.ofTls(e);
    }
  }

  /** Takes rotated certificates and keys; to be called before a login. */
  void reloadTls() throws SecretReadException {
    if (client == null) {
      return;
    }
    TlsMaterial now = read();
    if (!now.equals(material)) {
      // Throws while only one of certificate and key has been replaced; the connection then stays.
      context(now);
      close();
    }
  }

  /**
   * Gives the client up. From Java 21 on this method shuts it down; before, it ends when nobody
   * refers to it.
   */
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

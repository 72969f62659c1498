package io.weir.status.alert;

import io.weir.internal.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Posts messages as JSON. With a secret, a header signs the time and the body, so that a receiver
 * can tell a message from a forged or an old one:
 *
 * <pre>
 *   Weir-Signature: t=1795780800,v1=HMAC-SHA-256 of "1795780800." and the body, in hexadecimal digits
 * </pre>
 */
final class Webhook implements Channel {

  static final String SIGNATURE = "Weir-Signature";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int NO_SUCCESS = 300;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final URI url;
  private final Optional<Secret> secret;
  private final Optional<String> template;
  private final InstantSource clock;
  private @Nullable HttpClient client;

  /**
   * Connects with the first message.
   *
   * @param secret that signs; none if nothing does
   * @param template the body, with placeholders; none for that of Weir
   */
  Webhook(URI url, Optional<Secret> secret, Optional<String> template, InstantSource clock) {
    this.url = url;
    this.secret = secret;
    this.template = template;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public void send(AlertMessage message) throws DeliveryException {
    String body = template.map(text -> filled(text, message)).orElseGet(message::json);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Weir")
            .POST(BodyPublishers.ofString(body));
    secret.ifPresent(key -> request.header(SIGNATURE, signature(key, clock.instant(), body)));
    int status = post(request.build());
    if (status >= OK && status < NO_SUCCESS) {
      return;
    }
    boolean lasting =
        status < SERVER_ERROR && status != REQUEST_TIMEOUT && status != TOO_MANY_REQUESTS;
    String cause =
        status < CLIENT_ERROR
            ? "status %s: redirects are not followed".formatted(status)
            : "status " + status;
    throw lasting ? DeliveryException.lasting(cause) : DeliveryException.temporary(cause);
  }

  private int post(HttpRequest request) throws DeliveryException {
    try {
      return client().send(request, head -> new UnreadBody()).statusCode();
    } catch (IOException e) {
      client = null; // Its connection may be broken.
      throw DeliveryException.temporary(e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DeliveryException.temporary("interrupted");
    }
  }

  private HttpClient client() {
    HttpClient open = client;
    if (open == null) {
      open =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(TIMEOUT)
              // One response at a time: its few tasks can run in the selector's thread.
              .executor(Runnable::run)
              .build();
      client = open;
    }
    return open;
  }

  private static String filled(String template, AlertMessage message) {
    StringBuilder filled = new StringBuilder();
    Map<String, String> values = message.placeholders();
    int at = 0;
    while (at < template.length()) {
      int from = at;
      Optional<String> name =
          values.keySet().stream().filter(one -> template.startsWith(one, from)).findFirst();
      filled.append(name.map(values::get).orElseGet(() -> template.substring(from, from + 1)));
      at += name.map(String::length).orElse(1);
    }
    return filled.toString();
  }

  /** The body of an answer is not read: it may never end. */
  private static final class UnreadBody implements BodySubscriber<String> {

    @Override
    public CompletionStage<String> getBody() {
      return CompletableFuture.completedFuture("");
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> part) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  /** The value of the header that signs a body at a time. */
  static String signature(Secret key, Instant time, String body) {
    long seconds = time.getEpochSecond();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.bytes(), "HmacSHA256"));
      byte[] signed = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
      return "t=%s,v1=%s".formatted(seconds, HexFormat.of().formatHex(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // Every JDK has HmacSHA256.
    }
  }
}

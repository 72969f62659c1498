package io.weir.secrets.vault;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, at most 16 MiB. The timeout of {@link java.net.http.HttpRequest} covers
 * the head only, so the caller waits for the body itself. {@code sendAsync} would end in a thread
 * of the common pool, which outlives the application.
 */
final class LimitedBody implements BodySubscriber<LimitedBody> {

  private static final int LARGEST = 16 << 20;

  /** The body is larger than 16 MiB. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1;
  }

  private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
  private volatile @Nullable Subscription subscription;
  private long size;

  @Override
  public CompletionStage<LimitedBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Subscription started) {
    subscription = started;
    bytes.onSubscribe(started);
  }

  @Override
  public void onNext(List<ByteBuffer> part) {
    size += part.stream().mapToLong(ByteBuffer::remaining).sum();
    if (size > LARGEST) {
      cancel();
      bytes.onError(new TooLarge());
    } else {
      bytes.onNext(part);
    }
  }

  @Override
  public void onError(Throwable failure) {
    bytes.onError(failure);
  }

  @Override
  public void onComplete() {
    bytes.onComplete();
  }

  private void cancel() {
    Subscription started = subscription;
    if (started != null) {
      started.cancel();
    }
  }

  /** Waits for the whole body. */
  byte[] await(Duration longest) throws IOException, InterruptedException {
    try {
      return bytes.getBody().toCompletableFuture().get(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      cancel();
      throw new HttpTimeoutException("body");
    } catch (InterruptedException e) {
      cancel();
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TooLarge tooLarge
          ? tooLarge
          : new IOException("the body broke off", e.getCause());
    }
  }
}

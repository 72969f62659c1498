package io.weir.secrets.vault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, taken by the thread that waits for it and no longer than it may. The time
 * limit of {@link java.net.http.HttpRequest} ends with the head of an answer.
 */
final class LimitedBody implements BodySubscriber<LimitedBody> {

  private static final int MOST = 16 << 20;

  /** The body has more than 16 MiB. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** What came: bytes, or the end. */
  private record Part(List<ByteBuffer> bytes, Optional<Throwable> failure, boolean isLast) {}

  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();

  @Override
  public CompletionStage<LimitedBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription.set(begun);
    begun.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    parts.add(new Part(bytes, Optional.empty(), false));
  }

  @Override
  public void onError(Throwable failure) {
    parts.add(new Part(List.of(), Optional.of(failure), true));
  }

  @Override
  public void onComplete() {
    parts.add(new Part(List.of(), Optional.empty(), true));
  }

  /**
   * All of it.
   *
   * @param end when it must have come, by {@link System#nanoTime}
   */
  byte[] all(long end) throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    boolean whole = false;
    try {
      while (!whole) {
        Part part = parts.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (part == null) {
          throw new HttpTimeoutException("body");
        }
        if (part.failure().isPresent()) {
          throw new IOException("the body broke off", part.failure().get());
        }
        part.bytes().forEach(bytes -> write(bytes, all));
        if (all.size() > MOST) {
          throw new TooLong();
        }
        whole = part.isLast();
      }
      return all.toByteArray();
    } finally {
      Flow.Subscription begun = subscription.get();
      if (!whole && begun != null) {
        begun.cancel();
      }
    }
  }

  private static void write(ByteBuffer from, ByteArrayOutputStream to) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    to.writeBytes(bytes);
  }
}

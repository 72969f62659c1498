package io.weir.internal.content;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bytes that were read ahead, and behind them the container's own stream, if any are left. */
final class BodyStream extends ServletInputStream {

  private final byte[] beginning;
  private final Optional<ServletInputStream> rest;
  private final Supplier<AsyncContext> async;
  private int position;
  private volatile @Nullable ReadListener waiting;

  BodyStream(byte[] beginning, Optional<ServletInputStream> rest, Supplier<AsyncContext> async) {
    this.beginning = beginning;
    this.rest = rest;
    this.async = async;
  }

  private int left() {
    return beginning.length - position;
  }

  @Override
  public int read() throws IOException {
    if (left() > 0) {
      return beginning[position++] & 0xff;
    }
    return rest.isPresent() ? rest.get().read() : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left() == 0 && length > 0) {
      return rest.isPresent() ? rest.get().read(into, offset, length) : -1;
    }
    int count = Math.min(left(), length);
    System.arraycopy(beginning, position, into, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() throws IOException {
    return left() == 0 && rest.isPresent() ? rest.get().available() : left();
  }

  @Override
  public boolean isFinished() {
    return left() == 0 && rest.map(ServletInputStream::isFinished).orElse(true);
  }

  @Override
  public boolean isReady() {
    return left() > 0 || rest.map(ServletInputStream::isReady).orElse(true);
  }

  @Override
  public void setReadListener(ReadListener listener) {
    if (rest.isPresent()) {
      rest.get().setReadListener(new Both(listener));
    } else {
      // The container has nothing left to read, so it would never call.
      waiting = listener;
      async.get().start(() -> tell(listener));
    }
  }

  private void tell(ReadListener listener) {
    try {
      if (left() > 0) {
        listener.onDataAvailable();
      }
      tellAllRead();
    } catch (IOException | RuntimeException e) {
      listener.onError(e);
    }
  }

  /** Once, when nothing is left; also if the listener goes on reading elsewhere. */
  private void tellAllRead() throws IOException {
    ReadListener listener = waiting;
    if (listener != null && left() == 0) {
      waiting = null;
      listener.onAllDataRead();
    }
  }

  /** Tells of what was read ahead where the container has nothing more to tell. */
  private final class Both implements ReadListener {

    private final ReadListener listener;

    Both(ReadListener listener) {
      this.listener = listener;
    }

    @Override
    public void onDataAvailable() throws IOException {
      listener.onDataAvailable();
    }

    @Override
    public void onAllDataRead() throws IOException {
      if (left() > 0) {
        listener.onDataAvailable();
      }
      listener.onAllDataRead();
    }

    @Override
    public void onError(Throwable why) {
      listener.onError(why);
    }
  }
}

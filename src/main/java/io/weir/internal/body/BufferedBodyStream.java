package io.weir.internal.body;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bytes that were read ahead, and behind them the container's own stream, if any are left. */
final class BufferedBodyStream extends ServletInputStream {

  private final byte[] beginning;
  private final Optional<ServletInputStream> rest;
  private final Supplier<AsyncContext> async;
  private int position;
  private volatile boolean ended;
  private volatile boolean telling;
  private volatile @Nullable ReadListener waiting;

  BufferedBodyStream(
      byte[] beginning, Optional<ServletInputStream> rest, Supplier<AsyncContext> async) {
    this.beginning = beginning;
    this.rest = rest;
    this.async = async;
  }

  private int left() {
    return beginning.length - position;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = take(into, offset, length);
    ended = left() == 0 && (rest.isEmpty() || count < 0);
    if (ended && !telling && waiting != null) {
      // The listener goes on reading elsewhere.
      async.get().start(this::tellEnd);
    }
    return count;
  }

  private int take(byte[] into, int offset, int length) throws IOException {
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
    return ended || (left() == 0 && rest.map(ServletInputStream::isFinished).orElse(true));
  }

  /** Always: the listener has a thread of the container, which may wait. */
  @Override
  public boolean isReady() {
    return true;
  }

  /**
   * The container cannot call the listener: of what it read it knows nothing any more, and of a
   * body whose end alone is left WildFly does not tell.
   */
  @Override
  public void setReadListener(ReadListener listener) {
    waiting = listener;
    async.get().start(this::tell);
  }

  private void tell() {
    ReadListener listener = waiting;
    if (listener == null) {
      return;
    }
    telling = true;
    try {
      if (!isFinished()) {
        listener.onDataAvailable();
      }
    } catch (IOException | RuntimeException e) {
      waiting = null;
      listener.onError(e);
    } finally {
      telling = false;
    }
    if (isFinished()) {
      tellEnd();
    }
  }

  private synchronized void tellEnd() {
    ReadListener listener = waiting;
    waiting = null;
    if (listener != null) {
      try {
        listener.onAllDataRead();
      } catch (IOException | RuntimeException e) {
        listener.onError(e);
      }
    }
  }
}

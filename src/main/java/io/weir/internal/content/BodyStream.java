package io.weir.internal.content;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** The bytes that were read ahead, and behind them the container's own stream, if any are left. */
final class BodyStream extends ServletInputStream {

  private final byte[] beginning;
  private final Optional<ServletInputStream> rest;
  private final Supplier<AsyncContext> async;
  private int position;

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
      rest.get().setReadListener(listener);
    } else {
      // The container has nothing left to read, so it would never call.
      async.get().start(() -> tell(listener));
    }
  }

  private void tell(ReadListener listener) {
    try {
      if (left() > 0) {
        listener.onDataAvailable();
      }
      if (left() == 0) {
        listener.onAllDataRead();
      }
    } catch (IOException | RuntimeException e) {
      listener.onError(e);
    }
  }
}

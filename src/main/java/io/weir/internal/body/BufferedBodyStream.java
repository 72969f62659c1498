package io.weir.internal.body;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bytes that were read ahead, followed by the rest of the container's own stream, if any. */
final class BufferedBodyStream extends ServletInputStream {

  private final byte[] buffered;
  private final Optional<ServletInputStream> rest;
  private final Supplier<AsyncContext> async;
  private int position;
  private volatile boolean ended;
  private volatile boolean notifying;
  private volatile @Nullable ReadListener listener;

  BufferedBodyStream(
      byte[] buffered, Optional<ServletInputStream> rest, Supplier<AsyncContext> async) {
    this.buffered = buffered;
    this.rest = rest;
    this.async = async;
  }

  private int remaining() {
    return buffered.length - position;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = copy(target, offset, length);
    ended = remaining() == 0 && (rest.isEmpty() || count < 0);
    if (ended && !notifying && listener != null) {
      // The application reads outside of onDataAvailable.
      async.get().start(this::notifyAllDataRead);
    }
    return count;
  }

  private int copy(byte[] target, int offset, int length) throws IOException {
    if (remaining() == 0 && length > 0) {
      return rest.isPresent() ? rest.get().read(target, offset, length) : -1;
    }
    int count = Math.min(remaining(), length);
    System.arraycopy(buffered, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() throws IOException {
    return remaining() == 0 && rest.isPresent() ? rest.get().available() : remaining();
  }

  @Override
  public boolean isFinished() {
    return ended || (remaining() == 0 && rest.map(ServletInputStream::isFinished).orElse(true));
  }

  /** Always true: the listener runs on a thread of the container that may block. */
  @Override
  public boolean isReady() {
    return true;
  }

  /**
   * The container cannot call the listener: it does not know about the bytes that were read ahead,
   * and WildFly does not notify of a body of which only the end is left.
   */
  @Override
  public void setReadListener(ReadListener readListener) {
    listener = readListener;
    async.get().start(this::notifyDataAvailable);
  }

  private void notifyDataAvailable() {
    ReadListener current = listener;
    if (current == null) {
      return;
    }
    notifying = true;
    try {
      if (!isFinished()) {
        current.onDataAvailable();
      }
    } catch (IOException | RuntimeException e) {
      listener = null;
      current.onError(e);
    } finally {
      notifying = false;
    }
    if (isFinished()) {
      notifyAllDataRead();
    }
  }

  private synchronized void notifyAllDataRead() {
    ReadListener current = listener;
    listener = null;
    if (current != null) {
      try {
        current.onAllDataRead();
      } catch (IOException | RuntimeException e) {
        current.onError(e);
      }
    }
  }
}

package io.weir.internal.container;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Input that passes a filter. The server tells the listener to read; {@link #wake} does it in place
 * of the server when the client sends nothing, and never waits for a listener that reads already.
 */
final class FilteredInput extends ServletInputStream {

  private final ServletInputStream input;
  private final SocketFilter filter;
  private final InboundBytes inbound;

  /** Held while the listener reads. */
  private final ReentrantLock reading = new ReentrantLock();

  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile @Nullable ReadListener listener;
  private volatile @Nullable ClassLoader application;

  FilteredInput(ServletInputStream input, SocketFilter filter) {
    this.input = input;
    this.filter = filter;
    inbound = new InboundBytes(filter);
  }

  @Override
  public void setReadListener(ReadListener reader) {
    listener = reader;
    application = Thread.currentThread().getContextClassLoader();
    input.setReadListener(
        new ReadListener() {
          @Override
          public void onDataAvailable() throws IOException {
            reading.lock();
            try {
              reader.onDataAvailable();
            } finally {
              reading.unlock();
            }
            readIfWoken();
          }

          @Override
          public void onAllDataRead() throws IOException {
            try {
              reader.onAllDataRead();
            } finally {
              filter.closed();
            }
          }

          @Override
          public void onError(Throwable failure) {
            try {
              reader.onError(failure);
            } finally {
              filter.closed();
            }
          }
        });
  }

  /** If the listener reads now, the thread in which it does reads again after it. */
  void wake() {
    woken.set(true);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(application);
    try {
      readIfWoken();
    } catch (IOException broken) {
      filter.closed();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void readIfWoken() throws IOException {
    while (woken.get() && reading.tryLock()) {
      try {
        ReadListener reader = listener;
        if (woken.getAndSet(false) && reader != null && inbound.available() > 0) {
          reader.onDataAvailable();
        }
      } finally {
        reading.unlock();
      }
    }
  }

  @Override
  public boolean isReady() {
    return inbound.available() > 0 || input.isReady();
  }

  @Override
  public boolean isFinished() {
    return inbound.available() == 0 && input.isFinished();
  }

  @Override
  public int available() throws IOException {
    int ready = inbound.available();
    return ready > 0 ? ready : input.available();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == 1 ? one[0] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return inbound.read(ByteBuffer.wrap(bytes, offset, length), this::receive);
  }

  private int receive(ByteBuffer into) throws IOException {
    if (!input.isReady()) {
      return 0;
    }
    byte[] bytes = new byte[into.remaining()];
    int read = input.read(bytes, 0, bytes.length);
    into.put(bytes, 0, Math.max(read, 0));
    return read;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}

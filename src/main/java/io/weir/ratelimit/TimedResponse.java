package io.weir.ratelimit;

import io.weir.internal.exchange.HeldSlots;
import io.weir.internal.http.OutputStreamWrapper;
import io.weir.internal.http.ResponseWrapper;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * A response whose writes fail once the request has lasted as long as it may, or has lost its slot.
 * A writer tells so as it tells that a client is gone: by {@code checkError()}.
 */
final class TimedResponse extends ResponseWrapper {

  private final HeldSlots held;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  TimedResponse(HttpServletResponse response, HeldSlots held) {
    super(response);
    this.held = held;
  }

  private void check() throws IOException {
    if (held.isOver()) {
      throw new IOException("the rule of this request limits how long it may last");
    }
    if (held.isLost()) {
      throw new IOException("the slot of this request has been lost");
    }
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (stream == null) {
      stream = new TimedStream(super.getOutputStream());
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (writer == null) {
      writer = new PrintWriter(new TimedWriter(super.getWriter()));
    }
    return writer;
  }

  @Override
  public void flushBuffer() throws IOException {
    check();
    super.flushBuffer();
  }

  @Override
  public void reset() {
    super.reset();
    stream = null;
    writer = null;
  }

  private final class TimedStream extends OutputStreamWrapper {

    TimedStream(ServletOutputStream out) {
      super(out);
    }

    @Override
    public void write(int octet) throws IOException {
      check();
      super.write(octet);
    }

    @Override
    public void write(byte[] octets, int start, int length) throws IOException {
      check();
      super.write(octets, start, length);
    }

    @Override
    public void flush() throws IOException {
      check();
      super.flush();
    }
  }

  private final class TimedWriter extends Writer {

    private final PrintWriter out;

    TimedWriter(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(char[] text, int start, int length) throws IOException {
      check();
      out.write(text, start, length); // checkError() would flush.
    }

    @Override
    public void flush() throws IOException {
      check();
      if (out.checkError()) {
        throw new IOException("the client is gone");
      }
    }

    @Override
    public void close() {
      out.close();
    }
  }
}

package io.weir.breaker;

import io.weir.internal.http.OutputStreamWrapper;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A response that tells when its first bytes go to the client. A stream that sends events for an
 * hour has answered at once.
 */
final class AnsweringResponse extends HttpServletResponseWrapper {

  private final IntConsumer listener;
  private boolean told;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  /**
   * A response.
   *
   * @param listener called with the status once the answer has begun
   */
  AnsweringResponse(HttpServletResponse response, IntConsumer listener) {
    super(response);
    this.listener = listener;
  }

  private void check() {
    if (!told && isCommitted()) {
      tell();
    }
  }

  /** To be called before a write: it lasts as long as the client takes to read. */
  private void check(int length) {
    if (!told && length > getBufferSize()) {
      tell();
    }
  }

  private void tell() {
    told = true;
    listener.accept(getStatus());
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    ServletOutputStream own = super.getOutputStream();
    if (stream == null) {
      stream = new Stream(own);
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    PrintWriter own = super.getWriter();
    if (writer == null) {
      writer = new CheckingWriter(own);
    }
    return writer;
  }

  @Override
  public void flushBuffer() throws IOException {
    super.flushBuffer();
    check();
  }

  @Override
  public void reset() {
    super.reset();
    stream = null;
    writer = null;
  }

  private final class Stream extends OutputStreamWrapper {

    Stream(ServletOutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      super.write(b);
      check();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      check(length);
      super.write(bytes, offset, length);
      check();
    }

    @Override
    public void flush() throws IOException {
      super.flush();
      check();
    }

    @Override
    public void close() throws IOException {
      super.close();
      check();
    }
  }

  /** Delegates, so that {@code checkError} tells whether the client has left. */
  private final class CheckingWriter extends PrintWriter {

    private final PrintWriter own;

    CheckingWriter(PrintWriter own) {
      super(own);
      this.own = own;
    }

    @Override
    public void write(int c) {
      own.write(c);
      check();
    }

    @Override
    public void write(char[] text, int offset, int length) {
      check(length);
      own.write(text, offset, length);
      check();
    }

    @Override
    public void write(String text, int offset, int length) {
      check(length);
      own.write(text, offset, length);
      check();
    }

    @Override
    public void flush() {
      own.flush();
      check();
    }

    @Override
    public void close() {
      own.close();
      check();
    }

    @Override
    public boolean checkError() {
      return own.checkError();
    }
  }
}

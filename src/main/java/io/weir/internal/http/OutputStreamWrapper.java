package io.weir.internal.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** A stream that hands everything to another one. A subclass adds what it does on the way. */
public abstract class OutputStreamWrapper extends ServletOutputStream {

  private final ServletOutputStream out;

  /** Wraps the stream of a server or of another filter. */
  protected OutputStreamWrapper(ServletOutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int octet) throws IOException {
    out.write(octet);
  }

  @Override
  public void write(byte[] octets, int start, int length) throws IOException {
    out.write(octets, start, length);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  @Override
  public boolean isReady() {
    return out.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    out.setWriteListener(listener);
  }
}

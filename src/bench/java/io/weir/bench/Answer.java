package io.weir.bench;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response without a server, that forgets what is written. */
public final class Answer extends HttpServletResponseWrapper {

  private long written;

  /** An empty one. */
  public Answer() {
    super(Nothing.of(HttpServletResponse.class));
  }

  @Override
  public void setHeader(String name, String value) {
    written += name.length() + value.length();
  }

  @Override
  public int getStatus() {
    return SC_OK;
  }

  /** How many characters of headers were written: the result of a benchmark that writes some. */
  public long written() {
    return written;
  }
}

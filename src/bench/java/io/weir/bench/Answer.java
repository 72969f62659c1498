package io.weir.bench;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response without a server that discards what is written. */
public final class Answer extends HttpServletResponseWrapper {

  private long written;

  /** An empty response. */
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

  @Override
  public boolean isCommitted() {
    return false;
  }

  /** The number of characters of headers written: the result of benchmarks that write headers. */
  public long written() {
    return written;
  }
}

package io.weir.validation;

import io.weir.internal.http.AsyncRequestWrapper;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.IOException;

/**
 * A request whose body broke off while it was read ahead. The application meets the same error, and
 * no rest that looks like a body.
 */
final class BrokenRequest extends AsyncRequestWrapper {

  private final IOException error;

  BrokenRequest(HttpServletRequest request, IOException error) {
    super(request);
    this.error = error;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    throw new IOException(error);
  }

  @Override
  public BufferedReader getReader() throws IOException {
    throw new IOException(error);
  }
}

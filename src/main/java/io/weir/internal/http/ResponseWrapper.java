package io.weir.internal.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * A wrapper that does not change what the server does. It refuses by itself what every container
 * refuses: WildFly asks a wrapped response for its writer at the end of each forward, and adds a
 * charset to {@code Content-Type} before it refuses.
 */
public class ResponseWrapper extends HttpServletResponseWrapper {

  private boolean streaming;

  /** Wraps the response of a server or of another filter. */
  protected ResponseWrapper(HttpServletResponse response) {
    super(response);
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    ServletOutputStream stream = super.getOutputStream();
    streaming = true;
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (streaming) {
      throw new IllegalStateException("getOutputStream() has been called");
    }
    return super.getWriter();
  }

  @Override
  public void reset() {
    super.reset();
    streaming = false;
  }

  @Override
  public void sendError(int status) throws IOException {
    streaming = false;
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    streaming = false;
    super.sendError(status, message);
  }
}

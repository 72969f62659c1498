package io.weir.internal.container;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;

/** A connection whose input passes a filter. */
// WebConnection.close may throw any exception, and javac warns of all implementations.
@SuppressWarnings("try")
final class FilteredConnection implements WebConnection, SocketConnection {

  private static final int LAST_KNOWN_CODE = 1011;

  private final WebConnection connection;
  private final SocketFilter filter;
  private final FilteredInput input;
  private final FilteredOutput output;

  private FilteredConnection(WebConnection connection, SocketFilter filter) throws IOException {
    this.connection = connection;
    this.filter = filter;
    input = new FilteredInput(connection.getInputStream(), filter);
    output = new FilteredOutput(connection.getOutputStream());
  }

  static FilteredConnection open(WebConnection connection, SocketFilter filter) {
    try {
      FilteredConnection filtered = new FilteredConnection(connection, filter);
      filter.opened(filtered);
      return filtered;
    } catch (IOException e) {
      filter.closed(); // The server has no connection to read from.
      throw new IllegalStateException(e);
    }
  }

  @Override
  public FilteredInput getInputStream() {
    return input;
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return output;
  }

  @Override
  public void close() throws Exception {
    try {
      connection.close();
    } finally {
      filter.closed();
    }
  }

  /** Tyrus answers every code that it knows itself. */
  @Override
  public boolean sendClose(int code, String reason) {
    if (code <= LAST_KNOWN_CODE) {
      return false;
    }
    output.closeWith(code);
    return true;
  }

  @Override
  public void wake() {
    input.wake();
  }

  @Override
  public void terminate() {
    try {
      close();
    } catch (Exception closedAlready) {
      // It is closed.
    }
  }
}

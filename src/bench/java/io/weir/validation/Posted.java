package io.weir.validation;

import io.weir.bench.Question;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request with a body, without a server. */
final class Posted extends HttpServletRequestWrapper {

  private final String type;
  private final byte[] body;
  private final boolean declared;

  Posted(String path, String type, byte[] body, boolean declared) {
    super(new Question("POST", path, "198.51.100.7", headers(type, declared)));
    this.type = type;
    this.body = body;
    this.declared = declared;
  }

  private static Map<String, String> headers(String type, boolean declared) {
    return declared
        ? Map.of("Content-Type", type)
        : Map.of("Content-Type", type, "Transfer-Encoding", "chunked");
  }

  /** Resets the request to its initial state. */
  Posted fresh() {
    ((Question) getRequest()).fresh();
    return this;
  }

  @Override
  public String getProtocol() {
    return "HTTP/1.1";
  }

  @Override
  public String getContentType() {
    return type;
  }

  @Override
  public int getContentLength() {
    return declared ? body.length : -1;
  }

  @Override
  public long getContentLengthLong() {
    return getContentLength();
  }

  @Override
  public @Nullable String getQueryString() {
    return null;
  }

  @Override
  public ServletInputStream getInputStream() {
    return new Bytes(body);
  }

  /** What the application reads. */
  static long read(HttpServletRequest request) throws java.io.IOException {
    byte[] buffer = new byte[8192];
    ServletInputStream in = request.getInputStream();
    long sum = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      sum += read;
    }
    return sum;
  }

  private static final class Bytes extends ServletInputStream {

    private final ByteArrayInputStream in;

    Bytes(byte[] body) {
      this.in = new ByteArrayInputStream(body);
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return in.read(target, offset, length);
    }

    @Override
    public boolean isFinished() {
      return in.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}

package io.weir.validation;

import io.weir.internal.http.AsyncRequestWrapper;
import io.weir.internal.http.Charsets;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request whose body is counted while it is read. Nothing is kept of it. */
final class CountingRequest extends AsyncRequestWrapper {

  private final CountedBody counted;
  private @Nullable ServletInputStream stream;
  private @Nullable BufferedReader reader;

  CountingRequest(HttpServletRequest request, CountedBody counted) {
    super(request);
    this.counted = counted;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (reader != null) {
      throw new IllegalStateException("getReader() was called on this request");
    }
    return counting();
  }

  private ServletInputStream counting() throws IOException {
    if (stream == null) {
      stream = new CountingStream(super.getInputStream(), counted);
    }
    return stream;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    if (reader == null) {
      if (stream != null) {
        throw new IllegalStateException("getInputStream() was called on this request");
      }
      String encoding = getCharacterEncoding();
      Charset charset = StandardCharsets.ISO_8859_1; // Servlet 6.0 §3.12
      if (encoding != null) {
        charset =
            Charsets.find(encoding).orElseThrow(() -> new UnsupportedEncodingException(encoding));
      }
      reader = new BufferedReader(new InputStreamReader(counting(), charset));
    }
    return reader;
  }

  private static final class CountingStream extends ServletInputStream {

    private final ServletInputStream in;
    private final CountedBody counted;

    CountingStream(ServletInputStream in, CountedBody counted) {
      this.in = in;
      this.counted = counted;
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      counted.add(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      counted.add(read);
      return read;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}

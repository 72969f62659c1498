package io.weir.internal.body;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body of which the beginning was read ahead. The application reads it from its first byte, and
 * once, however often the request is dispatched.
 */
final class BufferedBody {

  /** The most bytes that are read ahead; what is longer is only handed on. */
  static final int MOST = 65_536;

  /** What WildFly takes by default, and more than Payara does. */
  private static final int MOST_OF_A_FORM = 10 * 1024 * 1024;

  private static final byte[] NOTHING = {};

  private final byte[] beginning;
  private final boolean whole;
  private final BufferedBodyStream stream;
  private boolean streamed;
  private @Nullable BufferedReader reader;
  private byte @Nullable [] form;
  private @Nullable FormFields fields;
  private final Map<JsonPointerField, Optional<JsonValue>> values = new HashMap<>(2);
  private Optional<Charset> charset = Optional.empty();

  private BufferedBody(byte[] beginning, boolean whole, BufferedBodyStream stream) {
    this.beginning = beginning;
    this.whole = whole;
    this.stream = stream;
  }

  /** Reads up to {@link #MOST} bytes, and one more to know whether that is all. */
  static BufferedBody of(HttpServletRequest request) throws IOException {
    ServletInputStream in = request.getInputStream();
    byte[] beginning = in.readNBytes(MOST + 1);
    boolean whole = beginning.length <= MOST;
    Optional<ServletInputStream> rest = whole ? Optional.empty() : Optional.of(in);
    return new BufferedBody(
        beginning, whole, new BufferedBodyStream(beginning, rest, request::getAsyncContext));
  }

  boolean isEmpty() {
    return beginning.length == 0;
  }

  /** Whether all of it was read ahead. */
  boolean isWhole() {
    return whole;
  }

  /** All of it; nothing if it is longer than what is read ahead. */
  Optional<byte[]> whole() {
    return whole ? Optional.of(beginning) : Optional.empty();
  }

  /**
   * Its fields, to count by; none if it is longer than what is read ahead. Decoded as UTF-8
   * whatever the client calls its charset: else it would count anew by calling it otherwise.
   */
  FormFields fields() {
    if (fields == null) {
      fields =
          whole()
              .map(bytes -> FormFields.ofForm(bytes, StandardCharsets.UTF_8))
              .orElse(FormFields.NONE);
    }
    return fields;
  }

  /** What stands at a place, to count by; nothing if it is longer than what is read ahead. */
  Optional<JsonValue> json(JsonPointerField field) {
    return values.computeIfAbsent(field, place -> whole().flatMap(place::in));
  }

  /** All of it as a form, of which then nothing is left to read; empty if it is too long. */
  byte[] form() {
    if (form == null) {
      form = readForm();
    }
    return form;
  }

  private byte[] readForm() {
    try {
      byte[] all = stream.readNBytes(MOST_OF_A_FORM + 1);
      return all.length <= MOST_OF_A_FORM ? all : NOTHING;
    } catch (IOException e) {
      return NOTHING; // The client is gone: half a form is none.
    }
  }

  /** What the application says of the bytes, in place of what the client says. */
  Optional<Charset> charset() {
    return charset;
  }

  /** Jakarta Servlet 6.0, ServletRequest: too late once the reader is out. */
  void setCharset(Charset charset) {
    if (reader == null) {
      this.charset = Optional.of(charset);
    }
  }

  boolean isAskedFor() {
    return streamed || reader != null;
  }

  ServletInputStream stream() {
    if (reader != null) {
      throw new IllegalStateException("getReader() was called on this request");
    }
    streamed = true;
    return stream;
  }

  BufferedReader reader(Charset charset) {
    if (streamed) {
      throw new IllegalStateException("getInputStream() was called on this request");
    }
    if (reader == null) {
      reader = new BufferedReader(new InputStreamReader(stream, charset));
    }
    return reader;
  }
}

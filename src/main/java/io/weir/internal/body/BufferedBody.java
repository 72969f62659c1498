package io.weir.internal.body;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request body whose start was read ahead. The application reads it from its first byte, and only
 * once, even if the request is dispatched several times.
 */
final class BufferedBody {

  /** The maximum number of bytes that are read ahead. Longer bodies are only passed on. */
  static final int MAX_BYTES = 65_536;

  /**
   * The maximum length of a form of unknown length that the container would have parsed: the
   * default of Tomcat and Payara. WildFly's own limit holds where it is smaller.
   */
  private static final int MAX_FORM_BYTES = 2 * 1024 * 1024;

  /** What all forms that are being read may hold together. */
  private static final long MAX_BYTES_OF_ALL_FORMS = Runtime.getRuntime().maxMemory() / 16;

  private static final AtomicLong BYTES_OF_ALL_FORMS = new AtomicLong();

  private byte[] buffered;
  private final boolean complete;
  private final Supplier<AsyncContext> async;
  private BufferedBodyStream stream;
  private boolean streamRequested;
  private @Nullable BufferedReader reader;
  private @Nullable FormFields form;
  private @Nullable FormFields fields;
  private final Map<JsonPointerField, FieldValue> values = new HashMap<>(2);
  private Optional<Charset> charset = Optional.empty();

  private BufferedBody(
      byte[] buffered, Optional<ServletInputStream> rest, Supplier<AsyncContext> async) {
    this.buffered = buffered;
    this.complete = rest.isEmpty();
    this.async = async;
    this.stream = new BufferedBodyStream(buffered, rest, async);
  }

  /** Reads {@link #MAX_BYTES} bytes ahead. */
  static BufferedBody of(HttpServletRequest request) throws IOException {
    return of(request, MAX_BYTES);
  }

  /** Reads so many bytes ahead, and one more to know whether the body is longer. */
  static BufferedBody of(HttpServletRequest request, int most) throws IOException {
    ServletInputStream in = request.getInputStream();
    byte[] buffered = in.readNBytes(most + 1);
    Optional<ServletInputStream> rest =
        buffered.length <= most ? Optional.empty() : Optional.of(in);
    return new BufferedBody(buffered, rest, request::getAsyncContext);
  }

  boolean isEmpty() {
    return buffered.length == 0;
  }

  /** Whether the whole body was read ahead. */
  boolean isWhole() {
    return complete;
  }

  /** The first bytes, as many as were read ahead. */
  byte[] start(int length) {
    return Arrays.copyOf(buffered, Math.min(length, buffered.length));
  }

  /** Has the application read another body; before it has read anything of this one. */
  void replace(byte[] body) {
    buffered = body;
    stream = new BufferedBodyStream(body, Optional.empty(), async);
    form = null;
    fields = null;
    values.clear();
  }

  /** The whole body; nothing if it is longer than what was read ahead. */
  Optional<byte[]> whole() {
    return complete ? Optional.of(buffered) : Optional.empty();
  }

  /**
   * The fields of the form for keys of rules; incomplete if the body is longer than {@link
   * #MAX_BYTES}. They are decoded as UTF-8, whatever charset the client declares: otherwise a
   * client could declare another charset to be counted under another key.
   */
  FormFields fields() {
    if (fields == null) {
      fields =
          whole()
              .map(bytes -> FormFields.ofForm(bytes, StandardCharsets.UTF_8))
              .orElse(FormFields.UNREADABLE);
    }
    return fields;
  }

  /** The JSON value of the field for keys of rules; unreadable if the body is longer. */
  FieldValue json(JsonPointerField field) {
    return values.computeIfAbsent(
        field, pointer -> whole().map(pointer::in).orElse(FieldValue.UNREADABLE));
  }

  /**
   * Reads the whole form, which leaves the stream at its end.
   *
   * @param charset asked for when all of it is read
   * @throws FormTooLongException if it is too long, or too many long ones are read at once
   */
  FormFields form(Supplier<Charset> charset) {
    if (form == null) {
      form = readForm(charset);
    }
    return form;
  }

  private FormFields readForm(Supplier<Charset> charset) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int reserved = 0;
    try {
      while (true) {
        reserved += MAX_BYTES;
        long ofAll = BYTES_OF_ALL_FORMS.addAndGet(MAX_BYTES);
        byte[] part = stream.readNBytes(MAX_BYTES);
        read.write(part);
        if (part.length < MAX_BYTES) {
          return FormFields.ofForm(read.toByteArray(), charset.get());
        }
        if (reserved >= MAX_FORM_BYTES || ofAll > MAX_BYTES_OF_ALL_FORMS) {
          throw new FormTooLongException();
        }
      }
    } catch (IOException e) {
      return FormFields.NONE; // The client closed the connection: an incomplete form is ignored.
    } finally {
      BYTES_OF_ALL_FORMS.addAndGet(-reserved);
    }
  }

  /** The charset that the application set, which overrides that of the client. */
  Optional<Charset> charset() {
    return charset;
  }

  /** Has no effect after getReader() (Jakarta Servlet 6.0, ServletRequest). */
  void setCharset(Charset charset) {
    if (reader == null) {
      this.charset = Optional.of(charset);
    }
  }

  /** Whether the application called getInputStream() or getReader(). */
  boolean isRead() {
    return streamRequested || reader != null;
  }

  ServletInputStream stream() {
    if (reader != null) {
      throw new IllegalStateException("getReader() was called on this request");
    }
    streamRequested = true;
    return stream;
  }

  BufferedReader reader(Charset charset) {
    if (streamRequested) {
      throw new IllegalStateException("getInputStream() was called on this request");
    }
    if (reader == null) {
      reader = new BufferedReader(new InputStreamReader(stream, charset));
    }
    return reader;
  }
}

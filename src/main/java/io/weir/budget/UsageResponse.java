package io.weir.budget;

import io.weir.internal.http.OutputStreamWrapper;
import io.weir.internal.http.ResponseWrapper;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A response that keeps the header {@code X-Weir-Usage} to itself: what a request cost is nobody
 * else's business. It shows the body to {@link AnswerUsage} while it passes, if that may report
 * usage.
 */
final class UsageResponse extends ResponseWrapper {

  static final String HEADER = "X-Weir-Usage";

  private final BudgetedRequest request;
  private final boolean shown;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  /**
   * A response.
   *
   * @param shown whether the body may report usage
   */
  UsageResponse(HttpServletResponse response, BudgetedRequest request, boolean shown) {
    super(response);
    this.request = request;
    this.shown = shown;
  }

  /** Whether the header cannot leave: a response around it has been handed out already. */
  static boolean isAround(ServletResponse response) {
    ServletResponse inner = response;
    while (inner instanceof ServletResponseWrapper wrapper && !(inner instanceof UsageResponse)) {
      inner = wrapper.getResponse();
    }
    return inner instanceof UsageResponse;
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    if (!keeps(name, value)) {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    if (!keeps(name, value)) {
      super.addHeader(name, value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    if (!keeps(name, Integer.toString(value))) {
      super.setIntHeader(name, value);
    }
  }

  @Override
  public void addIntHeader(String name, int value) {
    if (!keeps(name, Integer.toString(value))) {
      super.addIntHeader(name, value);
    }
  }

  @Override
  public void setDateHeader(String name, long value) {
    if (!keeps(name, Long.toString(value))) {
      super.setDateHeader(name, value);
    }
  }

  @Override
  public void addDateHeader(String name, long value) {
    if (!keeps(name, Long.toString(value))) {
      super.addDateHeader(name, value);
    }
  }

  private boolean keeps(@Nullable String name, @Nullable String value) {
    if (!HEADER.equalsIgnoreCase(name)) {
      return false;
    }
    if (value != null) {
      request.hearHeader(value);
    }
    return true;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    ServletOutputStream own = super.getOutputStream();
    if (!shown) {
      return own;
    }
    if (stream == null) {
      stream = new ShownStream(own);
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    PrintWriter own = super.getWriter();
    if (!shown) {
      return own;
    }
    if (writer == null) {
      writer = new ShownWriter(own);
    }
    return writer;
  }

  @Override
  public void reset() {
    super.reset();
    stream = null;
    writer = null;
    request.answer().discard();
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    request.answer().discard();
  }

  @Override
  public void sendError(int status) throws IOException {
    super.sendError(status);
    request.answer().discard();
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    super.sendError(status, message);
    request.answer().discard();
  }

  /** Shows bytes before they are written: the provider was paid for what a client never got. */
  private void show(byte[] bytes, int offset, int count) {
    AnswerUsage answer = request.answer();
    if (!answer.hasBegun()) {
      answer.begin(getContentType(), getHeader("Content-Encoding"));
    }
    answer.feed(bytes, offset, count);
  }

  private final class ShownStream extends OutputStreamWrapper {

    ShownStream(ServletOutputStream own) {
      super(own);
    }

    @Override
    public void write(int octet) throws IOException {
      show(new byte[] {(byte) octet}, 0, 1);
      super.write(octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      show(bytes, offset, count);
      super.write(bytes, offset, count);
    }
  }

  /** Delegates, so that {@code checkError} tells whether the client has left. */
  private final class ShownWriter extends PrintWriter {

    private final PrintWriter own;

    ShownWriter(PrintWriter own) {
      super(new ShownText(own));
      this.own = own;
    }

    @Override
    public boolean checkError() {
      return own.checkError();
    }
  }

  private final class ShownText extends FilterWriter {

    ShownText(Writer own) {
      super(own);
    }

    @Override
    public void write(int character) throws IOException {
      show(Character.toString(character));
      out.write(character);
    }

    @Override
    public void write(char[] text, int offset, int count) throws IOException {
      show(new String(text, offset, count));
      out.write(text, offset, count);
    }

    @Override
    public void write(String text, int offset, int count) throws IOException {
      show(text.substring(offset, offset + count));
      out.write(text, offset, count);
    }

    /** What is not of ASCII stands in texts, of which nothing is asked: "?" stands for it. */
    private void show(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      UsageResponse.this.show(bytes, 0, bytes.length);
    }
  }
}

package io.weir.internal.body;

import io.weir.internal.http.MessageBody;
import io.weir.internal.http.RequestHead;
import io.weir.internal.http.RequestWrappers;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The content of a request: its parameters and its body. The body is read ahead when a value of it
 * is asked for, up to 64 kB. The application then gets {@link #request()}, which has the whole
 * body.
 */
public final class RequestContent {

  private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\"\\s;]*)");

  private static final String ATTRIBUTE = "io.weir.content";
  private static final String[] NONE = {};

  /** A place where no value stands; all of the body is read to find that out. */
  private static final JsonPointerField NOWHERE = new JsonPointerField("/\u0000");

  private HttpServletRequest request;
  private final boolean ofContainer;

  private RequestContent(HttpServletRequest request, boolean ofContainer) {
    this.request = request;
    this.ofContainer = ofContainer;
  }

  /** The content of a request. An earlier dispatch may have read its body ahead. */
  public static RequestContent of(HttpServletRequest request) {
    RequestContent content = new RequestContent(request, false);
    content.known().ifPresent(content::buffered);
    return content;
  }

  /**
   * The content of a request that the container itself may answer. Nothing is read ahead, and the
   * container parses the parameters.
   */
  public static RequestContent ofContainer(HttpServletRequest request) {
    return new RequestContent(request, true);
  }

  /** The request to pass on to the application. */
  public HttpServletRequest request() {
    return request;
  }

  /**
   * The value of a parameter of the query or of a form. Unreadable if there are several values,
   * because programs differ in which of them they use, and if the query or the body is not
   * understood as a whole.
   */
  public FieldValue parameter(String name) throws IOException {
    if (ofContainer) {
      return known(name);
    }
    FormFields query = FormFields.ofQuery(request.getQueryString());
    if (!query.complete() || (hasBody() && !isUnderstood())) {
      return FieldValue.UNREADABLE;
    }
    return FormFields.isForm(request.getContentType()) && hasBody()
        ? ofForm(name, query)
        : only(query.of(name));
  }

  private FieldValue ofForm(String name, FormFields query) throws IOException {
    Optional<BufferedBody> body = body();
    if (body.isEmpty() || !FormFields.isAsciiCompatible(request.getCharacterEncoding())) {
      return FieldValue.UNREADABLE;
    }
    if (body.get().isEmpty()) {
      // An earlier filter has read the form: the container knows its fields.
      return known(name);
    }
    FormFields form = body.get().fields();
    return form.complete()
        ? only(Stream.concat(query.of(name).stream(), form.of(name).stream()).toList())
        : FieldValue.UNREADABLE;
  }

  /**
   * Whether the body is no upload and not compressed, of which nothing is read, and no bad JSON.
   */
  private boolean isUnderstood() throws IOException {
    return !isMultipart()
        && !isEncoded()
        && (!isJson()
            || (isUnicode() && body().filter(body -> body.json(NOWHERE).isAbsent()).isPresent()));
  }

  /**
   * Whether the content type names no charset but those of Unicode. JSON in another one (RFC 8259
   * §8.1 has UTF-8 only) reads differently in different programs. So it does if the application has
   * a charset of its own, in which some octets of ASCII belong to other characters.
   */
  private boolean isUnicode() {
    String encoding = request.getCharacterEncoding();
    return CHARSET
            .matcher(contentType())
            .results()
            .map(charset -> charset.group(1))
            .allMatch(charset -> isOfUnicode(charset) || charset.equals("us-ascii"))
        && (encoding == null || FormFields.isAsciiCompatible(encoding) || isOfUnicode(encoding));
  }

  private static boolean isOfUnicode(String charset) {
    return charset.regionMatches(true, 0, "utf-", 0, 4);
  }

  private static FieldValue only(List<String> values) {
    if (values.isEmpty()) {
      return FieldValue.ABSENT;
    }
    return values.size() == 1 ? FieldValue.of(values.get(0), true) : FieldValue.UNREADABLE;
  }

  /** The value that the container reads; unreadable if it cannot read the parameters. */
  private FieldValue known(String name) {
    try {
      return only(List.of(Optional.ofNullable(request.getParameterValues(name)).orElse(NONE)));
    } catch (RuntimeException e) {
      return FieldValue.UNREADABLE; // The container throws it again when the application asks.
    }
  }

  /**
   * The value at a place of a JSON body. The content type does not matter: there are programs that
   * do not look at it.
   */
  public FieldValue json(JsonPointerField field) throws IOException {
    if (!hasBody()) {
      return FieldValue.ABSENT;
    }
    if (ofContainer || isMultipart() || isEncoded() || !isUnicode()) {
      return FieldValue.UNREADABLE;
    }
    return body().map(body -> body.json(field)).orElse(FieldValue.UNREADABLE);
  }

  /** Uploads are stored by the container, and are too long to be read ahead. */
  public boolean isMultipart() {
    return contentType().startsWith("multipart/");
  }

  /** Whether the body is compressed: a program may decompress it, and read names in it. */
  private boolean isEncoded() {
    return RequestHead.fieldLines(request, "Content-Encoding").stream()
        .anyMatch(coding -> !coding.strip().equalsIgnoreCase("identity"));
  }

  private boolean isJson() {
    return contentType().matches("application/([^;]*\\+)?json\\b.*");
  }

  private String contentType() {
    String type = request.getContentType();
    return type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
  }

  /** The body read ahead; empty if it is too long, or if a filter has begun to read it. */
  private Optional<BufferedBody> body() throws IOException {
    Optional<BufferedBody> known = known();
    if (known.isPresent()
        || request.getContentLengthLong() > BufferedBody.MAX_BYTES
        || !hasBody()) {
      return known;
    }
    try {
      // First: a field of the form may name its charset on Payara (form-hint-field). Once asked,
      // Payara reads such a form itself, and knows its fields.
      request.getCharacterEncoding();
      BufferedBody body = BufferedBody.of(request);
      request.setAttribute(ATTRIBUTE, body);
      buffered(body);
      return Optional.of(body);
    } catch (IllegalStateException readerInUse) {
      return Optional.empty();
    }
  }

  /**
   * The whole body; nothing if it is longer, or if a filter has begun to read it.
   *
   * @param most the number of bytes up to which it is read ahead
   */
  public Optional<byte[]> whole(int most) throws IOException {
    Optional<BufferedBody> known = body();
    if (known.isPresent() && known.get().isWhole()) {
      return known.get().whole();
    }
    if (request.getContentLengthLong() > most || !hasBody()) {
      return Optional.empty();
    }
    try {
      BufferedBody body = BufferedBody.of(request, most);
      request.setAttribute(ATTRIBUTE, body);
      request = new BufferedRequest(request, body);
      return body.whole();
    } catch (IllegalStateException readerInUse) {
      return Optional.empty();
    }
  }

  /**
   * The first bytes of the body, fewer if it is shorter; nothing if a filter has begun to read it.
   *
   * @param length of a signature
   */
  public Optional<byte[]> start(int length) throws IOException {
    Optional<BufferedBody> known = known();
    if (known.isPresent()) {
      return Optional.of(known.get().start(length));
    }
    try {
      request.getCharacterEncoding();
      BufferedBody body = BufferedBody.of(request, length);
      request.setAttribute(ATTRIBUTE, body);
      request = new BufferedRequest(request, body);
      return Optional.of(body.start(length));
    } catch (IllegalStateException readerInUse) {
      return Optional.empty();
    }
  }

  /** Has the application read another body in place of one that {@link #whole} has read. */
  public void replace(byte[] body) {
    known().ifPresent(read -> read.replace(body));
  }

  /** Whether a server may read the body as a form that is no upload. */
  public boolean isForm() {
    return FormFields.isForm(request.getContentType());
  }

  /** Whether the body is compressed: a program may decompress it, and read other values in it. */
  public boolean isCompressed() {
    return isEncoded();
  }

  /** Whether the query has this parameter, or cannot be read. The body is not read. */
  public boolean mayHaveInQuery(String parameter) {
    FormFields query = FormFields.ofQuery(request.getQueryString());
    return !query.complete() || !query.of(parameter).isEmpty();
  }

  /** Whether the container may find parameters in the body. */
  public boolean hasFormBody() {
    return hasBody() && (FormFields.isForm(request.getContentType()) || isMultipart());
  }

  public boolean hasBody() {
    return MessageBody.isPresent(request);
  }

  private Optional<BufferedBody> known() {
    return request.getAttribute(ATTRIBUTE) instanceof BufferedBody body
        ? Optional.of(body)
        : Optional.empty();
  }

  /** Wraps the request again if an asynchronous dispatch brings the container's own. */
  private void buffered(BufferedBody body) {
    if (!RequestWrappers.include(request, BufferedRequest.class)) {
      request = new BufferedRequest(request, body);
    }
  }
}

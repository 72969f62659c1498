package io.weir.internal.body;

import io.weir.internal.http.RequestWrappers;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The content of a request: its parameters and its body. The body is read ahead when a value of it
 * is asked for, up to 64 kB. The application then gets {@link #request()}, which has the whole
 * body.
 */
public final class RequestContent {

  private static final String ATTRIBUTE = "io.weir.content";
  private static final String[] NONE = {};

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
   * The value of a parameter of the query or of a form. Empty if there is none, if its value is
   * empty, and if there are several: programs differ in which of them they use.
   */
  public Optional<String> parameter(String name) throws IOException {
    List<String> values = values(name);
    return values.size() == 1
        ? Optional.of(values.get(0)).filter(value -> !value.isEmpty())
        : Optional.empty();
  }

  private List<String> values(String name) throws IOException {
    if (ofContainer) {
      return known(name);
    }
    List<String> ofQuery = FormFields.ofQuery(request.getQueryString()).of(name);
    if (!FormFields.isForm(request.getContentType()) || !hasBody()) {
      return ofQuery;
    }
    Optional<BufferedBody> body = body().filter(BufferedBody::isWhole);
    if (body.isEmpty()) {
      return List.of();
    }
    if (!FormFields.isAsciiCompatible(request.getCharacterEncoding())) {
      return List.of();
    }
    if (body.get().isEmpty()) {
      // An earlier filter has read the form: the container knows its fields.
      return known(name);
    }
    return Stream.concat(ofQuery.stream(), body.get().fields().of(name).stream()).toList();
  }

  /** The values that the container reads; none if it cannot read the parameters. */
  private List<String> known(String name) {
    try {
      return List.of(Optional.ofNullable(request.getParameterValues(name)).orElse(NONE));
    } catch (RuntimeException e) {
      return List.of(); // The container throws it again when the application asks.
    }
  }

  /**
   * The value at a place of a JSON body. The content type does not matter: there are programs that
   * do not look at it.
   */
  public Optional<JsonValue> json(JsonPointerField field) throws IOException {
    return ofContainer || isMultipart()
        ? Optional.empty()
        : body().flatMap(body -> body.json(field));
  }

  /** Uploads are stored by the container, and are too long to be read ahead. */
  private boolean isMultipart() {
    String type = request.getContentType();
    return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/");
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
      BufferedBody body = BufferedBody.of(request);
      request.setAttribute(ATTRIBUTE, body);
      buffered(body);
      return Optional.of(body);
    } catch (IllegalStateException readerInUse) {
      return Optional.empty();
    }
  }

  /** RFC 9112 §6.3. HTTP/2 has neither header field if the length is not known. */
  private boolean hasBody() {
    return request.getContentLengthLong() > 0
        || request.getHeader("Transfer-Encoding") != null
        || (request.getContentLengthLong() < 0 && !request.getProtocol().startsWith("HTTP/1"));
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

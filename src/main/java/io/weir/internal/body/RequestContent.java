package io.weir.internal.body;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request carries. The body is read only when it is asked for here, up to 64 kB, and the
 * application then gets the request of {@link #request()}, which has all of it.
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

  /** The content of a request, of which an earlier dispatch may have read the body already. */
  public static RequestContent of(HttpServletRequest request) {
    RequestContent content = new RequestContent(request, false);
    content.known().ifPresent(content::buffered);
    return content;
  }

  /**
   * The content of a request that the container itself answers: nothing of it is read ahead, and
   * its parameters are the container's.
   */
  public static RequestContent ofContainer(HttpServletRequest request) {
    return new RequestContent(request, true);
  }

  /** The request to go on with. */
  public HttpServletRequest request() {
    return request;
  }

  /**
   * The value of a parameter of the query or of a form. Nothing if there is none or an empty one,
   * and if there are several: programs differ on which of them counts.
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
    if (!FormFields.isReadable(request.getCharacterEncoding())) {
      return List.of();
    }
    if (body.get().isEmpty()) {
      // Somebody took the form's fields before; the container tells what they were.
      return known(name);
    }
    return Stream.concat(ofQuery.stream(), body.get().fields().of(name).stream()).toList();
  }

  /** What the container takes for the parameter; none if it cannot read the request's. */
  private List<String> known(String name) {
    try {
      return List.of(Optional.ofNullable(request.getParameterValues(name)).orElse(NONE));
    } catch (RuntimeException e) {
      return List.of(); // It will say so itself.
    }
  }

  /**
   * What stands at a place of a JSON body, whatever type the client calls it: there are programs
   * that do not look at the type.
   */
  public Optional<JsonValue> json(JsonPointerField field) throws IOException {
    return ofContainer || isMultipart()
        ? Optional.empty()
        : body().flatMap(body -> body.json(field));
  }

  /** Uploads are the container's to store, and too long to be read ahead. */
  private boolean isMultipart() {
    String type = request.getContentType();
    return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  /** What was read ahead; nothing if it is too long, or the application has begun to read it. */
  private Optional<BufferedBody> body() throws IOException {
    Optional<BufferedBody> known = known();
    if (known.isPresent() || request.getContentLengthLong() > BufferedBody.MOST || !hasBody()) {
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

  /** RFC 9112 §6.3; HTTP/2 has neither header where the length is not known. */
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

  /** An application that starts asynchronous work may dispatch the container's own request. */
  private void buffered(BufferedBody body) {
    if (!isBuffered(request)) {
      request = new BufferedRequest(request, body);
    }
  }

  private static boolean isBuffered(@Nullable ServletRequest request) {
    for (ServletRequest one = request;
        one instanceof ServletRequestWrapper wrapper;
        one = wrapper.getRequest()) {
      if (one instanceof BufferedRequest) {
        return true;
      }
    }
    return false;
  }
}

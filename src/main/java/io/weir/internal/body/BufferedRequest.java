package io.weir.internal.body;

import io.weir.internal.http.AsyncRequestWrapper;
import io.weir.internal.http.Charsets;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body was read ahead. The application reads it as if nobody had. The container has
 * no body left and knows only the parameters of the query; this request adds those of a form.
 */
final class BufferedRequest extends AsyncRequestWrapper {

  private final BufferedBody body;
  private @Nullable Map<String, String[]> parameters;

  BufferedRequest(HttpServletRequest request, BufferedBody body) {
    super(request);
    this.body = body;
  }

  @Override
  public @Nullable String getCharacterEncoding() {
    return body.charset().map(Charset::name).orElseGet(super::getCharacterEncoding);
  }

  /** Keeps the charset here: containers ignore it once the stream has been asked for. */
  @Override
  public void setCharacterEncoding(String encoding) throws UnsupportedEncodingException {
    body.setCharset(
        Charsets.find(encoding).orElseThrow(() -> new UnsupportedEncodingException(encoding)));
  }

  @Override
  public ServletInputStream getInputStream() {
    return body.stream();
  }

  @Override
  public BufferedReader getReader() throws UnsupportedEncodingException {
    if (body.whole().isPresent()) {
      containerParameters();
    }
    String encoding = getCharacterEncoding();
    if (encoding != null && Charsets.find(encoding).isEmpty()) {
      throw new UnsupportedEncodingException(encoding);
    }
    return body.reader(charset());
  }

  /** Without a charset, ISO 8859-1, for forms too (Servlet 6.0 §3.12). */
  private Charset charset() {
    return Optional.ofNullable(getCharacterEncoding())
        .flatMap(Charsets::find)
        .orElse(StandardCharsets.ISO_8859_1);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    if (parameters == null) {
      // The form first: where bytes of it are left, Payara takes them for a form of its own.
      FormFields form = ofForm();
      parameters = form.addedTo(containerParameters());
    }
    return parameters;
  }

  /**
   * The parameters of the query. Payara takes the charset of the form from {@code
   * glassfish-web.xml} when it is asked for parameters, not before.
   */
  private Map<String, String[]> containerParameters() {
    return super.getParameterMap();
  }

  /** An application that reads the body itself gets no parameters of it (Servlet 6.0 §3.1.1). */
  private FormFields ofForm() {
    if (body.isRead() || !FormFields.isForm(getContentType())) {
      return FormFields.NONE;
    }
    // With other methods, WildFly parses the fields and Payara leaves the body to the stream. Here
    // the application gets both.
    return getMethod().equals("POST")
        ? body.form(this::formCharset)
        : body.whole().map(form -> FormFields.ofForm(form, formCharset())).orElse(FormFields.NONE);
  }

  private Charset formCharset() {
    containerParameters();
    return charset();
  }

  @Override
  public @Nullable String getParameter(String name) {
    String[] values = getParameterMap().get(name);
    return values == null ? null : values[0];
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    String[] values = getParameterMap().get(name);
    return values == null ? null : values.clone();
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(getParameterMap().keySet());
  }
}

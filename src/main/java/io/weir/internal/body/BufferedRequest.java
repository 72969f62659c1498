package io.weir.internal.body;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body was read ahead, as the application sees it: as if it had not been. The
 * container, which has no body left, knows the parameters of the query alone; those of a form are
 * added to them.
 */
final class BufferedRequest extends HttpServletRequestWrapper {

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

  /** Kept here: containers ignore it once they were asked for the stream. */
  @Override
  public void setCharacterEncoding(String encoding) throws UnsupportedEncodingException {
    if (!isSupported(encoding)) {
      throw new UnsupportedEncodingException(encoding);
    }
    body.setCharset(Charset.forName(encoding));
  }

  @Override
  public ServletInputStream getInputStream() {
    return body.stream();
  }

  @Override
  public BufferedReader getReader() throws UnsupportedEncodingException {
    String encoding = getCharacterEncoding();
    if (encoding != null && !isSupported(encoding)) {
      throw new UnsupportedEncodingException(encoding);
    }
    return body.reader(charset());
  }

  /** Jakarta Servlet 6.0 §3.12: what nobody says otherwise is ISO 8859-1, forms too. */
  private Charset charset() {
    String encoding = getCharacterEncoding();
    return encoding != null && isSupported(encoding)
        ? Charset.forName(encoding)
        : StandardCharsets.ISO_8859_1;
  }

  private static boolean isSupported(String encoding) {
    try {
      return Charset.isSupported(encoding);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
  }

  @Override
  public AsyncContext startAsync() {
    return new BufferedAsyncContext(super.startAsync(), this);
  }

  @Override
  public AsyncContext getAsyncContext() {
    AsyncContext context = super.getAsyncContext();
    return context.hasOriginalRequestAndResponse()
        ? new BufferedAsyncContext(context, this)
        : context;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    if (parameters == null) {
      parameters = ofForm().addedTo(super.getParameterMap());
    }
    return parameters;
  }

  /** Jakarta Servlet 6.0 §3.1.1: whoever reads the body himself gets no parameters of it. */
  private FormFields ofForm() {
    if (body.isAskedFor() || !FormFields.isForm(getContentType())) {
      return FormFields.NONE;
    }
    // Of other methods WildFly knows the fields and Payara leaves the body to the stream: here
    // both.
    return getMethod().equals("POST")
        ? FormFields.ofForm(body.form(), charset())
        : body.whole().map(form -> FormFields.ofForm(form, charset())).orElse(FormFields.NONE);
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

package io.weir.validation;

import io.weir.internal.http.AsyncRequestWrapper;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request with a form that the server parses when the application asks for its parts: only then
 * its charset is known. The form is checked at that moment.
 */
final class MultipartRequest extends AsyncRequestWrapper {

  private final MultipartInspection inspection;

  MultipartRequest(HttpServletRequest request, MultipartInspection inspection) {
    super(request);
    this.inspection = inspection;
  }

  private void check() {
    try {
      if (inspection.stops((HttpServletRequest) getRequest())) {
        throw new RefusedFormException();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Collection<Part> getParts() throws IOException, ServletException {
    check();
    return super.getParts();
  }

  @Override
  public @Nullable Part getPart(String name) throws IOException, ServletException {
    check();
    return super.getPart(name);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    check();
    return super.getParameterMap();
  }

  @Override
  public @Nullable String getParameter(String name) {
    check();
    return super.getParameter(name);
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    check();
    return super.getParameterValues(name);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    check();
    return Collections.enumeration(getParameterMap().keySet());
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (inspection.stopsReading()) {
      throw new RefusedBodyException();
    }
    return super.getInputStream();
  }

  @Override
  public BufferedReader getReader() throws IOException {
    if (inspection.stopsReading()) {
      throw new RefusedBodyException();
    }
    return super.getReader();
  }
}

package io.weir.validation;

import io.weir.internal.http.RequestWrappers;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a request is wrapped in for the application. An asynchronous dispatch may bring the server's
 * own request, which is wrapped again then.
 */
final class ValidatedRequest {

  /** Name of the request attribute that holds it. */
  static final String ATTRIBUTE = "io.weir.validation.request";

  private final List<Wrapper> wrappers = new ArrayList<>(1);

  /** How a request is wrapped in a type. */
  private record Wrapper(
      Class<? extends ServletRequest> type, UnaryOperator<HttpServletRequest> wrap) {}

  void add(Class<? extends ServletRequest> type, UnaryOperator<HttpServletRequest> wrap) {
    wrappers.add(new Wrapper(type, wrap));
  }

  /** The request in all wrappers that it lacks. */
  HttpServletRequest wrap(HttpServletRequest request) {
    HttpServletRequest wrapped = request;
    for (Wrapper wrapper : wrappers) {
      if (!RequestWrappers.include(wrapped, wrapper.type())) {
        wrapped = wrapper.wrap().apply(wrapped);
      }
    }
    return wrapped;
  }
}

package io.weir.internal.http;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;

/** Looks behind the wrappers that filters and dispatchers put around a request. */
public final class RequestWrappers {

  private RequestWrappers() {}

  /** The server's own request. */
  public static ServletRequest innermost(ServletRequest request) {
    ServletRequest inner = request;
    while (inner instanceof ServletRequestWrapper wrapper) {
      inner = wrapper.getRequest();
    }
    return inner;
  }

  /** Whether the request, or one that it wraps, is of this type. */
  public static boolean include(ServletRequest request, Class<? extends ServletRequest> type) {
    return type.isInstance(request)
        || (request instanceof ServletRequestWrapper wrapper && wrapper.isWrapperFor(type));
  }
}

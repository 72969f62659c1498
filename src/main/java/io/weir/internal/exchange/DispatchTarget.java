package io.weir.internal.exchange;

import io.weir.internal.http.RequestHead;
import io.weir.internal.path.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatch of a request is for.
 *
 * @param pathInfo null if the servlet path is everything
 */
record DispatchTarget(
    String contextPath, String requestUri, String servletPath, @Nullable String pathInfo) {

  static DispatchTarget of(HttpServletRequest dispatch) {
    return new DispatchTarget(
        RequestHead.contextPath(dispatch),
        RequestHead.target(dispatch),
        RequestHead.servletPath(dispatch),
        dispatch.getPathInfo());
  }

  RequestPath path() {
    return RequestPath.of(contextPath, requestUri, servletPath, pathInfo);
  }
}

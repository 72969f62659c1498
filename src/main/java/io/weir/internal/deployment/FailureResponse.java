package io.weir.internal.deployment;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The response to a request for which the application throws an exception. WildFly and Payara
 * remove all headers of such a response; only an error page of the application passes through the
 * filters again. Without the headers, a page could not read that the application failed, a cache
 * would give the response to every origin, and a client would not see what is left of its limits.
 *
 * @param pages the error pages of the application
 */
public record FailureResponse(ErrorPages pages) {

  private static final Logger LOG = LoggerFactory.getLogger(FailureResponse.class);

  /** Whether the server would send a response without the headers of all filters. */
  public boolean wouldLoseHeaders(
      Throwable failure, HttpServletRequest request, HttpServletResponse response) {
    return request.getDispatcherType() != DispatcherType.FORWARD
        && request.getDispatcherType() != DispatcherType.ERROR
        && !request.isAsyncStarted()
        && !response.isCommitted()
        && !(failure instanceof UnavailableException)
        && !pages.show(failure);
  }

  /**
   * Logs the failure, and answers 500 in place of the server, without the headers of the unfinished
   * response, such as its encoding or how long it may be cached. An IOException is only debug
   * output: any client can cause many of them by closing its connection.
   *
   * @param headers writes the headers that the response has
   */
  public static void write(Throwable failure, HttpServletResponse response, Runnable headers)
      throws IOException {
    if (failure instanceof IOException) {
      LOG.debug("a request was not read, or its response not written, completely", failure);
    } else {
      LOG.error(
          "WEIR-022: the application threw an exception and declares no error page for it",
          failure);
    }
    response.reset();
    headers.run();
    response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
  }
}

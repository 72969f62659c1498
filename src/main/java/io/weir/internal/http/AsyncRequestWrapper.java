package io.weir.internal.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request that its asynchronous work keeps. {@code startAsync()} alone would hand out the
 * server's own request and response, past every wrapper (Servlet 6.0 §2.3.3.3).
 */
public class AsyncRequestWrapper extends HttpServletRequestWrapper {

  private final @Nullable HttpServletResponse response;

  /** A request whose asynchronous work gets it, and the server's own response. */
  protected AsyncRequestWrapper(HttpServletRequest request) {
    super(request);
    this.response = null;
  }

  /** A request whose asynchronous work gets it, and this response. */
  public AsyncRequestWrapper(HttpServletRequest request, HttpServletResponse response) {
    super(request);
    this.response = response;
  }

  @Override
  public AsyncContext startAsync() {
    return response == null ? with(super.startAsync()) : super.startAsync(this, response);
  }

  @Override
  public AsyncContext getAsyncContext() {
    AsyncContext context = super.getAsyncContext();
    return response == null && context.hasOriginalRequestAndResponse() ? with(context) : context;
  }

  /**
   * The context with this request. It is not started with the request, as it is with a response: an
   * asynchronous dispatch without a path would then go to where the request was forwarded to, not
   * to where it came from (Servlet 6.0, {@code AsyncContext.dispatch()}).
   */
  private AsyncContext with(AsyncContext context) {
    return new AsyncContextWrapper(context, this);
  }
}

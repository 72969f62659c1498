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
  private final boolean dispatched;

  private AsyncRequestWrapper(
      HttpServletRequest request, @Nullable HttpServletResponse response, boolean dispatched) {
    super(request);
    this.response = response;
    this.dispatched = dispatched;
  }

  /** A request whose asynchronous work gets it, and the server's own response. */
  protected AsyncRequestWrapper(HttpServletRequest request) {
    this(request, null, false);
  }

  /** A request whose asynchronous work and later dispatches get it, and this response. */
  public AsyncRequestWrapper(HttpServletRequest request, HttpServletResponse response) {
    this(request, response, true);
  }

  /**
   * A request whose asynchronous work gets it, and this response; later dispatches get the server's
   * own.
   */
  public static AsyncRequestWrapper undispatched(
      HttpServletRequest request, HttpServletResponse response) {
    return new AsyncRequestWrapper(request, response, false);
  }

  @Override
  public AsyncContext startAsync() {
    return response != null && dispatched
        ? super.startAsync(this, response)
        : with(super.startAsync());
  }

  @Override
  public AsyncContext getAsyncContext() {
    AsyncContext context = super.getAsyncContext();
    return !dispatched && context.hasOriginalRequestAndResponse() ? with(context) : context;
  }

  /**
   * The context with this request. It is not started with the request, as it is with a response: an
   * asynchronous dispatch without a path would then go to where the request was forwarded to, not
   * to where it came from (Servlet 6.0, {@code AsyncContext.dispatch()}).
   */
  private AsyncContext with(AsyncContext context) {
    return new AsyncContextWrapper(context, this, response);
  }
}

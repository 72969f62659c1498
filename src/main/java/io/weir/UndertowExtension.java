package io.weir;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.AttachmentKey;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * Runs a filter of Weir on WildFly before the container authenticates. Undertow finds this class as
 * a service; no other server loads it.
 *
 * <pre>
 *   Undertow → outer handlers: a filter of Weir → security-constraint → inner handlers: the mark → filters → servlet
 * </pre>
 */
public final class UndertowExtension implements ServletExtension {

  /**
   * Context attribute: this class sets it to {@code true}, and Weir replaces that by its filter.
   */
  private static final String BEFORE_AUTHENTICATION = "io.weir.before-authentication";

  /** Request attribute that is set if the container has let the request through. */
  private static final String LET_THROUGH = "io.weir.let-through";

  private static final AttachmentKey<RemainingChain> REST =
      AttachmentKey.create(RemainingChain.class);

  /** Created by the service loader. */
  public UndertowExtension() {}

  @Override
  public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
    context.setAttribute(BEFORE_AUTHENTICATION, true);
    deployment.addOuterHandlerChainWrapper(next -> exchange -> enter(exchange, context, next));
    deployment.addInnerHandlerChainWrapper(next -> exchange -> mark(exchange, next));
  }

  private static void enter(HttpServerExchange exchange, ServletContext context, HttpHandler next)
      throws Exception {
    if (!(context.getAttribute(BEFORE_AUTHENTICATION) instanceof Filter early)) {
      next.handleRequest(exchange);
      return;
    }
    ServletRequestContext servlet = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
    RemainingChain rest = new RemainingChain(exchange, next);
    exchange.putAttachment(REST, rest);
    try {
      early.doFilter(servlet.getServletRequest(), servlet.getServletResponse(), rest);
    } catch (WrappedException e) {
      throw e.exception;
    }
  }

  private static void mark(HttpServerExchange exchange, HttpHandler next) throws Exception {
    ServletRequest request =
        exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY).getServletRequest();
    // A forward is not let through: the container itself forwards to the login error page.
    RemainingChain rest = exchange.getAttachment(REST);
    if (rest != null && request.getDispatcherType() == DispatcherType.REQUEST) {
      rest.letThrough = true;
    }
    next.handleRequest(exchange);
  }

  /** Authentication and everything behind it, in the calling thread. */
  private static final class RemainingChain implements FilterChain {

    private final HttpServerExchange exchange;
    private final HttpHandler next;
    private boolean letThrough;

    RemainingChain(HttpServerExchange exchange, HttpHandler next) {
      this.exchange = exchange;
      this.next = next;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response)
        throws IOException, ServletException {
      try {
        next.handleRequest(exchange);
      } catch (IOException | ServletException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new WrappedException(e);
      } finally {
        // Set only now: a request loses its attributes when it is answered.
        if (letThrough) {
          request.setAttribute(LET_THROUGH, true);
        }
      }
    }
  }

  /** Carries an exception that a handler may throw, and a filter may not, through the filter. */
  private static final class WrappedException extends ServletException {

    private static final long serialVersionUID = 1;

    private final transient Exception exception;

    WrappedException(Exception exception) {
      super(exception);
      this.exception = exception;
    }
  }
}

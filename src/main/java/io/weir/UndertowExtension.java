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
 * Lets Weir in on WildFly before the container authenticates. Undertow finds it as a service; no
 * other server asks for it, so nothing else ever loads it.
 *
 * <pre>
 *   Undertow → outer handlers: a filter of Weir → security-constraint → inner handlers: the mark → filters → servlet
 * </pre>
 */
public final class UndertowExtension implements ServletExtension {

  /** {@code true} says that somebody here asks for a filter, which the house then puts there. */
  private static final String BEFORE_AUTHENTICATION = "io.weir.before-authentication";

  /** The attribute of a request that the container has let through to the application. */
  private static final String LET_THROUGH = "io.weir.let-through";

  private static final AttachmentKey<RemainingChain> REST =
      AttachmentKey.create(RemainingChain.class);

  /** Made by the service loader. */
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
    } catch (WrappedException carried) {
      throw carried.exception;
    }
  }

  private static void mark(HttpServerExchange exchange, HttpHandler next) throws Exception {
    ServletRequest request =
        exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY).getServletRequest();
    // A forward is no way through: the container itself forwards to the page for those who failed.
    RemainingChain rest = exchange.getAttachment(REST);
    if (rest != null && request.getDispatcherType() == DispatcherType.REQUEST) {
      rest.letThrough = true;
    }
    next.handleRequest(exchange);
  }

  /** Authentication and everything behind it, in the thread that asks for it. */
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
        // Told only now: a request that is answered has lost the attributes it had.
        if (letThrough) {
          request.setAttribute(LET_THROUGH, true);
        }
      }
    }
  }

  /** What a handler may throw and a filter may not, on its way through the filter. */
  private static final class WrappedException extends ServletException {

    private static final long serialVersionUID = 1;

    private final transient Exception exception;

    WrappedException(Exception exception) {
      super(exception);
      this.exception = exception;
    }
  }
}

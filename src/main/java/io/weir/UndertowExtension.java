package io.weir;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets Weir answer on WildFly before the container authenticates. Undertow finds it as a service;
 * no other server asks for it, so nothing else ever loads it.
 *
 * <pre>
 *   Undertow → outer handlers, here → security-constraint → filters → servlet
 * </pre>
 */
public final class UndertowExtension implements ServletExtension {

  /** {@code true} says that somebody here asks for a filter, which the house then puts there. */
  private static final String BEFORE_AUTHENTICATION = "io.weir.before-authentication";

  /** Made by the service loader. */
  public UndertowExtension() {}

  @Override
  public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
    context.setAttribute(BEFORE_AUTHENTICATION, true);
    deployment.addOuterHandlerChainWrapper(next -> exchange -> handle(exchange, context, next));
  }

  private static void handle(HttpServerExchange exchange, ServletContext context, HttpHandler next)
      throws Exception {
    AtomicBoolean passes = new AtomicBoolean(true);
    if (context.getAttribute(BEFORE_AUTHENTICATION) instanceof Filter early) {
      ServletRequestContext servlet = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
      passes.set(false);
      early.doFilter(
          servlet.getServletRequest(),
          servlet.getServletResponse(),
          (request, response) -> passes.set(true));
    }
    if (passes.get()) {
      next.handleRequest(exchange);
    }
  }
}

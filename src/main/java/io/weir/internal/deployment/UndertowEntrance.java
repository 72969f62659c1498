package io.weir.internal.deployment;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/** Into WildFly's Undertow, by the extension at the front door. */
record UndertowEntrance(ServletContext context) implements Entrance {

  /** The attribute of the application by which the extension asks for a filter. */
  private static final String BEFORE_AUTHENTICATION = "io.weir.before-authentication";

  static Optional<Entrance> of(ServletContext context) {
    return context.getAttribute(BEFORE_AUTHENTICATION) == null
        ? Optional.empty()
        : Optional.of(new UndertowEntrance(context));
  }

  @Override
  public void open(Filter early) {
    context.setAttribute(BEFORE_AUTHENTICATION, early);
  }

  @Override
  public void close() {
    context.setAttribute(BEFORE_AUTHENTICATION, true);
  }
}

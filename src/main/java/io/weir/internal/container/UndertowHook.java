package io.weir.internal.container;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/** Into WildFly's Undertow, by the extension at the front door. */
record UndertowHook(ServletContext context) implements PreAuthenticationHook {

  /** The attribute of the application by which the extension asks for a filter. */
  private static final String BEFORE_AUTHENTICATION = "io.weir.before-authentication";

  static Optional<PreAuthenticationHook> of(ServletContext context) {
    return context.getAttribute(BEFORE_AUTHENTICATION) == null
        ? Optional.empty()
        : Optional.of(new UndertowHook(context));
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

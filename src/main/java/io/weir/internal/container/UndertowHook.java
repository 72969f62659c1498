package io.weir.internal.container;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/** Hook for Undertow in WildFly, through the extension in package {@code io.weir}. */
record UndertowHook(ServletContext context) implements PreAuthenticationHook {

  /** Context attribute in which the extension looks for the filter. */
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

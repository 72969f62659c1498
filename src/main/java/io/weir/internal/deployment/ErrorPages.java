package io.weir.internal.deployment;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Which failures of the application have a page of its own.
 *
 * @param all whether every one has
 * @param exceptions names of classes
 */
public record ErrorPages(boolean all, Set<String> exceptions) {

  /** No failure has one. */
  public static final ErrorPages NONE = new ErrorPages(false, Set.of());

  private static final String STATUS = "500";

  /** Copies the set. */
  public ErrorPages {
    exceptions = Set.copyOf(exceptions);
  }

  /** Those that the application's {@code web.xml} declares. */
  public static ErrorPages of(ServletContext context) throws ServletException {
    boolean all = false;
    Set<String> exceptions = new HashSet<>();
    for (Element page : WebXml.of(context).errorPages()) {
      List<String> codes = WebXml.texts(page, "error-code");
      List<String> types = WebXml.texts(page, "exception-type");
      exceptions.addAll(types);
      all |= codes.contains(STATUS) || (codes.isEmpty() && types.isEmpty());
    }
    return new ErrorPages(all, exceptions);
  }

  /** Whether the server shows a page for it (Servlet 6.0 §10.9.2). */
  public boolean show(Exception failure) {
    return all
        || names(failure)
        || (failure instanceof ServletException && names(failure.getCause()));
  }

  private boolean names(@Nullable Throwable failure) {
    for (Class<?> type = failure == null ? null : failure.getClass();
        type != null;
        type = type.getSuperclass()) {
      if (exceptions.contains(type.getName())) {
        return true;
      }
    }
    return false;
  }
}

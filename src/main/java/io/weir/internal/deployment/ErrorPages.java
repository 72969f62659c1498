package io.weir.internal.deployment;

import jakarta.servlet.ServletException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which exceptions of the application have an error page.
 *
 * @param all whether every exception has one
 * @param exceptions names of classes
 */
public record ErrorPages(boolean all, Set<String> exceptions) {

  /** No exception has one. */
  public static final ErrorPages NONE = new ErrorPages(false, Set.of());

  private static final String STATUS = "500";

  public ErrorPages {
    exceptions = Set.copyOf(exceptions);
  }

  /** The pages that a {@code web.xml} declares. */
  public static ErrorPages of(WebXml webXml) {
    return new ErrorPages(
        webXml.errorPages().stream().anyMatch(ErrorPages::showsEverything),
        webXml.errorPages().stream()
            .map(WebXml.ErrorPage::exception)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet()));
  }

  private static boolean showsEverything(WebXml.ErrorPage page) {
    return STATUS.equals(page.status()) || (page.status() == null && page.exception() == null);
  }

  /** Whether the server shows a page for an exception (Servlet 6.0 §10.9.2). */
  public boolean show(Throwable failure) {
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

package io.weir;

import jakarta.servlet.http.HttpServlet;

/**
 * Shows to which Servlet API the jar belongs. No server and no application uses it.
 *
 * <p>Payara 5 renames {@code jakarta} to {@code javax} in an application in which it finds a class
 * that names {@code jakarta}, as {@link WrongEditionInitializer} does, and no servlet for {@code
 * javax.servlet}; then it refuses the jar, which has services for both. This class is such a
 * servlet, for an application that has none.
 */
final class EditionMarker extends HttpServlet {

  private static final long serialVersionUID = 1;

  private EditionMarker() {}
}

package io.weir;

/** What the administrator is told who has taken the jar for the other Servlet API. */
final class WrongEdition {

  /** The build renames it in the jar for {@code javax.servlet}. */
  private static final String CONTEXT = "jakarta.servlet.ServletContext";

  private WrongEdition() {}

  /**
   * Compares the jar with the server. Needs no class of the Servlet API.
   *
   * @throws IllegalStateException if the application can use the other Servlet API alone
   */
  static void check(ClassLoader application) {
    String rest = CONTEXT.substring(CONTEXT.indexOf('.'));
    String other = (CONTEXT.startsWith("javax") ? "jakarta" : "javax") + rest;
    if (!has(application, CONTEXT) && has(application, other)) {
      throw new IllegalStateException(message(other.substring(0, other.lastIndexOf('.'))));
    }
  }

  private static boolean has(ClassLoader application, String name) {
    try {
      Class.forName(name, false, application);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /**
   * The sentence that names the right jar.
   *
   * @param api the package of the server's Servlet API
   */
  static String message(String api) {
    boolean javax = api.startsWith("javax");
    return "Weir's jar is of the wrong edition: this server has %s, so replace weir-<version>%s.jar by weir-<version>%s.jar"
        .formatted(api, javax ? "" : "-javax", javax ? "-javax" : "");
  }
}

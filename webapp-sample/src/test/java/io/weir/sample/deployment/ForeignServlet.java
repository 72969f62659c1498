package io.weir.sample.deployment;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.util.List;

/**
 * Uses libraries that are inside Weir's jar too, and tells of each from which jar it came. By
 * reflection, so that the tests' class path stays free of them.
 */
@WebServlet("/libraries")
public class ForeignServlet extends HttpServlet {

  private static final List<Use> USES =
      List.of(
          new Use("com.hazelcast.instance.BuildInfoProvider", "getBuildInfo"),
          new Use("io.github.bucket4j.Bucket", "builder"),
          new Use("com.github.benmanes.caffeine.cache.Caffeine", "newBuilder"),
          new Use("org.slf4j.LoggerFactory", "getILoggerFactory"),
          // Of SLF4J 1 alone.
          new Use("org.slf4j.impl.StaticLoggerBinder", "getSingleton"));

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    response.setContentType("text/plain");
    for (Use use : USES) {
      response.getWriter().println(use.make());
    }
  }

  /**
   * A call of a static method.
   *
   * @param type the name of its class
   */
  private record Use(String type, String method) {

    /** The jars of the class and of what the method returned. */
    String make() throws ServletException {
      try {
        Class<?> used = Class.forName(type);
        Object returned = used.getMethod(method).invoke(null);
        return "%s %s".formatted(jar(used), jar(returned.getClass()));
      } catch (ReflectiveOperationException e) {
        throw new ServletException(type, e);
      }
    }

    private static String jar(Class<?> type) {
      URL place = type.getProtectionDomain().getCodeSource().getLocation();
      return place.getPath().replaceFirst("[!/]*$", "").replaceFirst(".*/", "");
    }
  }
}

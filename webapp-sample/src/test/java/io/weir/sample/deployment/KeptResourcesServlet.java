package io.weir.sample.deployment;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Map;

/**
 * Answers how many resources Payara's class loader keeps on the heap, and how many bytes those of
 * Weir's nested jars have; nothing in a server whose class loader keeps none.
 */
@WebServlet("/kept")
public class KeptResourcesServlet extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    ClassLoader loader = KeptResourcesServlet.class.getClassLoader();
    try {
      for (Class<?> type = loader.getClass(); type != null; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (field.getName().equals("resourceEntries")) {
            response.getWriter().print(kept((Map<?, ?>) value(field, loader)));
            return;
          }
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new ServletException(e);
    }
  }

  private static String kept(Map<?, ?> entries) throws ReflectiveOperationException {
    long bytes = 0;
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      if (entry.getKey().toString().matches(".*META-INF/weir/.*[.]jar")) {
        Object content =
            value(entry.getValue().getClass().getDeclaredField("binaryContent"), entry.getValue());
        bytes += content == null ? 0 : ((byte[]) content).length;
      }
    }
    return "%s resources, %s bytes".formatted(entries.size() > 0 ? "some" : "no", bytes);
  }

  private static Object value(Field field, Object owner) throws ReflectiveOperationException {
    field.setAccessible(true);
    return field.get(owner);
  }
}

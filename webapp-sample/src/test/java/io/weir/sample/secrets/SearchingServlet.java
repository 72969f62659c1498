package io.weir.sample.secrets;

import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Looks for texts wherever the server shows what it knows, and tells where they stand. */
@WebServlet("/search")
public class SearchingServlet extends HttpServlet {

  /** What it looks for, where it has looked, and where it has found what. */
  private record Search(List<String> texts, List<String> seen, List<String> found) {

    void look(String place, String content) {
      seen.add(place);
      for (int i = 0; i < texts.size(); i++) {
        if (content.contains(texts.get(i))) {
          found.add("%d %s".formatted(i, place));
        }
      }
    }
  }

  /**
   * Finds lines of a file: a text in a request would be found there. The first one it plants
   * itself, to be found. Tells the number of the line and the place; then in how many it looked.
   */
  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Config config = ConfigProvider.getConfig();
    List<String> texts =
        Files.readAllLines(Path.of(config.getValue("shop.searched", String.class)));
    Search search = new Search(texts, new ArrayList<>(), new ArrayList<>());
    String name = Thread.currentThread().getName();
    getServletContext().setAttribute("planted", texts.subList(0, 1));
    Thread.currentThread().setName(texts.get(0));
    try {
      beans(search);
      threads(search);
      configuration(config, search);
      application(search);
    } finally {
      Thread.currentThread().setName(name);
      getServletContext().removeAttribute("planted");
    }
    response.setContentType("text/plain");
    search.found.forEach(place -> print(response, place));
    print(response, "in %d".formatted(search.seen.size()));
  }

  private static void print(HttpServletResponse response, String line) {
    try {
      response.getWriter().println(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void beans(Search search) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (ObjectName name : server.queryNames(null, null)) {
      for (MBeanAttributeInfo attribute : attributes(server, name)) {
        search.look(name + " " + attribute.getName(), attributeOf(server, name, attribute));
      }
    }
  }

  private static void threads(Search search) {
    for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
      search.look("thread", thread.toString());
    }
  }

  private static List<MBeanAttributeInfo> attributes(MBeanServer server, ObjectName name) {
    try {
      return Arrays.asList(server.getMBeanInfo(name).getAttributes());
    } catch (JMException | RuntimeException e) {
      return List.of();
    }
  }

  private static String attributeOf(
      MBeanServer server, ObjectName name, MBeanAttributeInfo attribute) {
    try {
      return printed(server.getAttribute(name, attribute.getName()));
    } catch (JMException | RuntimeException e) {
      return e.toString();
    }
  }

  private static void configuration(Config config, Search search) {
    for (String name : config.getPropertyNames()) {
      search.look("property " + name, read(config, name));
    }
    for (ConfigSource source : config.getConfigSources()) {
      search.look("source " + source.getName(), source + " " + source.getProperties());
    }
    search.look("configuration", config.toString());
  }

  private static String read(Config config, String name) {
    try {
      return config.getConfigValue(name).toString() + config.getConfigValue(name).getValue();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  private void application(Search search) {
    ServletContext context = getServletContext();
    for (String name : Collections.list(context.getAttributeNames())) {
      search.look("attribute " + name, printed(context.getAttribute(name)));
    }
    for (String name : Collections.list(context.getInitParameterNames())) {
      search.look("init parameter " + name, printed(context.getInitParameter(name)));
    }
  }

  private static String printed(Object value) {
    Object some = Optional.ofNullable(value).orElse("");
    if (some instanceof Object[] all) {
      return Arrays.deepToString(all);
    }
    return some instanceof Map<?, ?> map
        ? new java.util.HashMap<>(map).toString()
        : some.toString();
  }
}

package io.weir.sample.secrets;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Looks for a text wherever the server shows what it knows, and tells where it stands. */
@WebServlet("/search")
public class SearchingServlet extends HttpServlet {

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // The text itself comes in no request: it would be found there.
    String text = ConfigProvider.getConfig().getValue("shop.canary", String.class);
    List<String> places = new ArrayList<>();
    int seen = beans(text, places) + configuration(text, places) + application(text, places);
    response.setContentType("text/plain");
    response.getWriter().print("%s in %d".formatted(places, seen));
  }

  private static int beans(String text, List<String> places) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    int seen = 0;
    for (ObjectName name : server.queryNames(null, null)) {
      for (MBeanAttributeInfo attribute : attributes(server, name)) {
        seen++;
        look(name + " " + attribute.getName(), attributeOf(server, name, attribute), text, places);
      }
    }
    return seen;
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

  private static int configuration(String text, List<String> places) {
    Config config = ConfigProvider.getConfig();
    int seen = 0;
    for (String name : config.getPropertyNames()) {
      seen++;
      look("property " + name, read(config, name), text, places);
    }
    for (ConfigSource source : config.getConfigSources()) {
      look(source.getName(), source + " " + source.getProperties(), text, places);
    }
    look("configuration", config.toString(), text, places);
    return seen;
  }

  private static String read(Config config, String name) {
    try {
      return config.getConfigValue(name).toString() + config.getConfigValue(name).getValue();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  private int application(String text, List<String> places) {
    int attributes =
        each(
            Collections.list(getServletContext().getAttributeNames()),
            getServletContext()::getAttribute,
            text,
            places);
    return attributes
        + each(
            Collections.list(getServletContext().getInitParameterNames()),
            getServletContext()::getInitParameter,
            text,
            places);
  }

  private static int each(
      List<String> names, Function<String, Object> values, String text, List<String> places) {
    for (String name : names) {
      look("application " + name, printed(values.apply(name)), text, places);
    }
    return names.size();
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

  private static void look(String place, String where, String text, List<String> places) {
    if (where.contains(text)) {
      places.add(place);
    }
  }
}

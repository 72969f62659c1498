package io.weir.internal.deployment;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.xml.parsers.ParserConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xml.sax.SAXException;

/** An application on a running server, as it is declared when Weir starts. */
record RunningDeployment(
    String contextPath,
    Map<String, String> contextParams,
    List<DeclaredFilter> filters,
    List<String> jars,
    WebXml webXml,
    Function<String, Optional<byte[]>> files)
    implements Deployment {

  private static final Logger LOG = LoggerFactory.getLogger(RunningDeployment.class);
  private static final String WEB_XML = "/WEB-INF/web.xml";
  private static final String MARK = "io/weir/WeirInitializer.class";

  RunningDeployment {
    contextParams = Map.copyOf(contextParams);
    filters = List.copyOf(filters);
    jars = List.copyOf(jars);
  }

  /** Reads what the application of this context declares. */
  static RunningDeployment of(ServletContext context) throws ServletException {
    return new RunningDeployment(
        context.getContextPath(),
        contextParams(context),
        context.getFilterRegistrations().values().stream()
            .map(RunningDeployment::declared)
            .toList(),
        jars(context.getClassLoader()),
        webXml(context),
        path -> file(context, path));
  }

  @Override
  public Optional<byte[]> file(String path) {
    return files.apply(path);
  }

  private static Optional<byte[]> file(ServletContext context, String path) {
    try (InputStream in = context.getResourceAsStream(path)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      LOG.debug("{} cannot be read", path, e);
      return Optional.empty();
    }
  }

  static Map<String, String> contextParams(ServletContext context) {
    Map<String, String> params = new HashMap<>();
    for (String name : Collections.list(context.getInitParameterNames())) {
      params.put(name, context.getInitParameter(name));
    }
    return params;
  }

  /** The places of a class that only Weir's jar has. */
  static List<String> jars(ClassLoader application) throws ServletException {
    try {
      return Collections.list(application.getResources(MARK)).stream()
          .map(url -> url.toString().replaceFirst("^(jar:)?file:", ""))
          .map(text -> text.replaceFirst("!?/" + MARK + "$", ""))
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new ServletException("Weir cannot look for copies of its jar", e);
    }
  }

  private static DeclaredFilter declared(FilterRegistration filter) {
    String className = filter.getClassName();
    return new DeclaredFilter(
        filter.getName(),
        className == null ? "" : className,
        filter.getInitParameters(),
        // Tolerant: this asks for the filters of the application, too.
        filter.getUrlPatternMappings().stream()
            .filter(Objects::nonNull)
            .collect(Collectors.toSet()));
  }

  private static WebXml webXml(ServletContext context) throws ServletException {
    try (InputStream in = context.getResourceAsStream(WEB_XML)) {
      return in == null ? WebXml.EMPTY : WebXml.parse(in);
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new ServletException("Weir cannot read " + WEB_XML, e);
    }
  }
}

package io.weir.internal.deployment;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What a {@code web.xml} says and the Servlet API does not tell: the dispatchers and the order of
 * filters, their support of asynchronous requests, error pages, constraints and logins.
 */
public record WebXml(
    List<Element> filters,
    List<Element> mappings,
    List<Element> errorPages,
    List<Element> constraints,
    List<Element> logins) {

  private static final String PLACE = "/WEB-INF/web.xml";

  public WebXml {
    filters = List.copyOf(filters);
    mappings = List.copyOf(mappings);
    errorPages = List.copyOf(errorPages);
    constraints = List.copyOf(constraints);
    logins = List.copyOf(logins);
  }

  /** The application's own; one without anything where it has none. */
  public static WebXml of(ServletContext context) throws ServletException {
    try (InputStream in = context.getResourceAsStream(PLACE)) {
      return in == null
          ? new WebXml(List.of(), List.of(), List.of(), List.of(), List.of())
          : parse(in);
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new ServletException("Weir cannot read " + PLACE, e);
    }
  }

  /** Reads one. */
  static WebXml parse(InputStream in)
      throws IOException, SAXException, ParserConfigurationException {
    // The JDK's own parser: the application may bring one that knows no limits.
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Element root = factory.newDocumentBuilder().parse(in).getDocumentElement();
    return new WebXml(
        children(root, "filter"),
        children(root, "filter-mapping"),
        children(root, "error-page"),
        children(root, "security-constraint"),
        children(root, "login-config"));
  }

  Optional<Element> filter(String name) {
    return filters.stream()
        .filter(filter -> texts(filter, "filter-name").contains(name))
        .findFirst();
  }

  List<Element> mappingsOf(String filterName) {
    return mappings.stream()
        .filter(mapping -> texts(mapping, "filter-name").contains(filterName))
        .toList();
  }

  /**
   * Where the filter's first mapping to this pattern stands among all mappings, of those that
   * requests of clients go through; -1 if nowhere.
   */
  int placeOf(String filterName, String pattern) {
    for (int i = 0; i < mappings.size(); i++) {
      if (texts(mappings.get(i), "filter-name").contains(filterName)
          && texts(mappings.get(i), "url-pattern").contains(pattern)
          && dispatchers(mappings.get(i)).contains("REQUEST")) {
        return i;
      }
    }
    return -1;
  }

  /** Servlet 6.0 §6.2.5: REQUEST is meant where nothing is written. */
  static List<String> dispatchers(Element mapping) {
    List<String> written = texts(mapping, "dispatcher");
    return written.isEmpty() ? List.of("REQUEST") : written;
  }

  /**
   * Whether the container asks for credentials, somewhere and before any filter, in this method.
   */
  boolean authenticates(String method) {
    return constraints.stream()
        .filter(constraint -> !children(constraint, "auth-constraint").isEmpty())
        .flatMap(constraint -> children(constraint, "web-resource-collection").stream())
        .anyMatch(resources -> means(resources, method));
  }

  /** Servlet 6.0 §13.8.1: methods are listed, or all but those that are omitted. */
  private static boolean means(Element resources, String method) {
    List<String> listed = texts(resources, "http-method");
    return listed.isEmpty()
        ? !texts(resources, "http-method-omission").contains(method)
        : listed.contains(method);
  }

  /** Where a failed login leads (Servlet 6.0 §14.4, form-error-page). */
  public Optional<String> formErrorPage() {
    return logins.stream()
        .flatMap(login -> children(login, "form-login-config").stream())
        .flatMap(form -> texts(form, "form-error-page").stream())
        .findFirst();
  }

  /** The texts of all children of that name. */
  static List<String> texts(Element parent, String name) {
    return children(parent, name).stream().map(child -> child.getTextContent().strip()).toList();
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    NodeList all = parent.getChildNodes();
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i) instanceof Element element && name.equals(element.getLocalName())) {
        found.add(element);
      }
    }
    return found;
  }
}

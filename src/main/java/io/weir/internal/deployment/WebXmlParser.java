package io.weir.internal.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads a {@code web.xml} with the DOM. */
final class WebXmlParser {

  private WebXmlParser() {}

  static WebXml parse(InputStream in)
      throws IOException, SAXException, ParserConfigurationException {
    // The JDK's own parser, because the application may bring one that knows no limits.
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Element root = factory.newDocumentBuilder().parse(in).getDocumentElement();
    return new WebXml(
        children(root, "filter").map(WebXmlParser::filter).toList(),
        children(root, "filter-mapping").map(WebXmlParser::mapping).toList(),
        children(root, "error-page").map(WebXmlParser::errorPage).toList(),
        children(root, "security-constraint")
            .filter(constraint -> children(constraint, "auth-constraint").findAny().isPresent())
            .flatMap(constraint -> children(constraint, "web-resource-collection"))
            .map(WebXmlParser::resources)
            .toList(),
        children(root, "login-config")
            .map(login -> first(login, "auth-method"))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null),
        formPage(root, "form-login-page"),
        formPage(root, "form-error-page"),
        children(root, "distributable").findAny().isPresent());
  }

  private static @Nullable String formPage(Element root, String name) {
    return children(root, "login-config")
        .flatMap(login -> children(login, "form-login-config"))
        .flatMap(form -> children(form, name))
        .map(WebXmlParser::text)
        .findFirst()
        .orElse(null);
  }

  private static WebXml.Filter filter(Element filter) {
    return new WebXml.Filter(name(filter), texts(filter, "async-supported").contains("true"));
  }

  private static WebXml.Mapping mapping(Element mapping) {
    return new WebXml.Mapping(
        name(mapping), texts(mapping, "url-pattern"), texts(mapping, "dispatcher"));
  }

  private static String name(Element element) {
    String name = first(element, "filter-name");
    return name == null ? "" : name;
  }

  private static WebXml.ErrorPage errorPage(Element page) {
    return new WebXml.ErrorPage(first(page, "error-code"), first(page, "exception-type"));
  }

  private static WebXml.Resources resources(Element collection) {
    return new WebXml.Resources(
        texts(collection, "http-method"), texts(collection, "http-method-omission"));
  }

  private static @Nullable String first(Element parent, String name) {
    return children(parent, name).map(WebXmlParser::text).findFirst().orElse(null);
  }

  private static Set<String> texts(Element parent, String name) {
    return children(parent, name).map(WebXmlParser::text).collect(Collectors.toSet());
  }

  private static String text(Element element) {
    return element.getTextContent().strip();
  }

  private static Stream<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    NodeList all = parent.getChildNodes();
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i) instanceof Element element && name.equals(element.getLocalName())) {
        found.add(element);
      }
    }
    return found.stream();
  }
}

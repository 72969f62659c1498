package io.weir.sample.servers;

import jakarta.servlet.Servlet;

/**
 * How the root elements of descriptors begin. The tests run on servers of Jakarta EE 8, too, in
 * classes that the build has renamed for {@code javax.servlet}.
 */
public final class Descriptors {

  private static final boolean JAKARTA = Servlet.class.getPackageName().startsWith("jakarta");

  private static final String NAMESPACE =
      JAKARTA ? "https://jakarta.ee/xml/ns/jakartaee" : "http://xmlns.jcp.org/xml/ns/javaee";

  /** The attributes of {@code <web-app>} and {@code <web-fragment>}. */
  public static final String WEB = attributes(JAKARTA ? "6.0" : "4.0");

  /** A {@code beans.xml}: classes with annotations are beans. */
  public static final String BEANS =
      "<beans %s bean-discovery-mode=\"annotated\"/>"
          .formatted(attributes(JAKARTA ? "4.0" : "2.0"));

  private Descriptors() {}

  private static String attributes(String version) {
    return "xmlns=\"%s\" version=\"%s\"".formatted(NAMESPACE, version);
  }
}

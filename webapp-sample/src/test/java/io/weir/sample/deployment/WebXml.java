package io.weir.sample.deployment;

import io.weir.sample.servers.Descriptors;

/** The text of a {@code web.xml}, by its elements. */
public final class WebXml {

  static final String ASYNC_SUPPORTED = "<async-supported>true</async-supported>";

  /** Every way on which a request could go round a filter. */
  static final String ALL_DISPATCHERS =
      """
      <dispatcher>REQUEST</dispatcher>
      <dispatcher>FORWARD</dispatcher>
      <dispatcher>ASYNC</dispatcher>
      <dispatcher>ERROR</dispatcher>
      """;

  private WebXml() {}

  public static String of(String... elements) {
    return webApp("", elements);
  }

  /** One that says that no annotation and no fragment adds to it. */
  static String complete(String... elements) {
    return webApp(" metadata-complete=\"true\"", elements);
  }

  private static String webApp(String attributes, String... elements) {
    return "<web-app %s%s>\n%s\n</web-app>"
        .formatted(Descriptors.WEB, attributes, String.join("\n", elements));
  }

  /** The filter of rate limits, declared as it should be. */
  public static String limits(String... initParams) {
    return filter("weir", ASYNC_SUPPORTED, initParams) + mapping("weir", "/*", ALL_DISPATCHERS);
  }

  /** The CORS filter, declared as it should be. */
  public static String cors(String... initParams) {
    return filter("weir-cors", "CorsFilter", ASYNC_SUPPORTED, initParams)
        + mapping("weir-cors", "/*", ALL_DISPATCHERS);
  }

  static String filter(String name, String asyncSupported, String... initParams) {
    return filter(name, "RateLimitFilter", asyncSupported, initParams);
  }

  private static String filter(
      String name, String filterClass, String asyncSupported, String... initParams) {
    return """
        <filter>
          <filter-name>%s</filter-name>
          <filter-class>io.weir.%s</filter-class>
          %s
          %s
        </filter>
        """
        .formatted(name, filterClass, asyncSupported, String.join("\n", initParams));
  }

  static String mapping(String filter, String pattern, String dispatchers) {
    return """
        <filter-mapping>
          <filter-name>%s</filter-name>
          <url-pattern>%s</url-pattern>
          %s
        </filter-mapping>
        """
        .formatted(filter, pattern, dispatchers);
  }

  public static String servlet(Class<?> servlet, String pattern, String more) {
    return """
        <servlet>
          <servlet-name>%1$s</servlet-name>
          <servlet-class>%1$s</servlet-class>
          %3$s
        </servlet>
        <servlet-mapping>
          <servlet-name>%1$s</servlet-name>
          <url-pattern>%2$s</url-pattern>
        </servlet-mapping>
        """
        .formatted(servlet.getName(), pattern, more);
  }

  public static String contextParam(String name, String value) {
    return param("context-param", name, value);
  }

  public static String initParam(String name, String value) {
    return param("init-param", name, value);
  }

  private static String param(String element, String name, String value) {
    return "<%1$s><param-name>%2$s</param-name><param-value>%3$s</param-value></%1$s>"
        .formatted(element, name, value);
  }
}

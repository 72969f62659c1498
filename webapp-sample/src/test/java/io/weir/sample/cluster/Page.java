package io.weir.sample.cluster;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The smallest application that counts: pages, the jar that lies in the sample, and its filter.
 *
 * @param rules as in a {@code web.xml}
 * @param contextParams {@code weir.…}
 */
record Page(String rules, Map<String, String> contextParams) {

  /** The sample as it was built. */
  static final Path SAMPLE = Path.of(System.getProperty("sample.war", "target/webapp-sample.war"));

  /** The pages, all alike, for rules to tell apart. */
  private static final List<String> PAGES = List.of("one.txt", "two.txt", "three.txt");

  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        %s
        <filter>
          <filter-name>weir</filter-name>
          <filter-class>io.weir.RateLimitFilter</filter-class>
          <async-supported>true</async-supported>
          <init-param>
            <param-name>rules</param-name>
            <param-value>%s</param-value>
          </init-param>
        </filter>
        <filter-mapping>
          <filter-name>weir</filter-name>
          <url-pattern>/*</url-pattern>
          <dispatcher>REQUEST</dispatcher>
          <dispatcher>FORWARD</dispatcher>
          <dispatcher>ASYNC</dispatcher>
          <dispatcher>ERROR</dispatcher>
        </filter-mapping>
      </web-app>
      """;

  Page {
    contextParams = Map.copyOf(contextParams);
  }

  static Page ruledBy(String... rules) {
    return new Page(String.join("\n", Arrays.asList(rules)), Map.of());
  }

  /** The same with one more context-param. */
  Page with(String name, String value) {
    Map<String, String> more = new TreeMap<>(contextParams);
    more.put(name, value);
    return new Page(rules, more);
  }

  /** Writes the WAR. */
  Path writeTo(Path file) {
    WebArchive war = ShrinkWrap.create(WebArchive.class).setWebXML(new StringAsset(webXml()));
    ShrinkWrap.createFromZipFile(WebArchive.class, SAMPLE.toFile())
        .getContent(Filters.include("/WEB-INF/lib/weir-.*\\.jar"))
        .forEach((path, jar) -> war.add(jar.getAsset(), path));
    PAGES.forEach(page -> war.addAsWebResource(new StringAsset("a page\n"), page));
    war.as(ZipExporter.class).exportTo(file.toFile(), true);
    return file;
  }

  private String webXml() {
    String params =
        contextParams.entrySet().stream()
            .map(
                one ->
                    "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>"
                        .formatted(one.getKey(), one.getValue()))
            .collect(Collectors.joining("\n  "));
    return WEB_XML.formatted(params, rules);
  }
}

package io.weir.sample.cluster;

import io.weir.sample.servers.Descriptors;
import io.weir.sample.servers.Node;
import io.weir.sample.servers.Nodes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipStoredExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A WAR with Weir.
 *
 * @param settings {@code weir.…}, which it carries in its own MicroProfile Config
 */
record Application(WebArchive war, Map<String, String> settings) {

  /** The name it is deployed by, in place of the one before: one Weir a node. */
  private static final String NAME = "counted";

  /** The sample as it was built. */
  static final Path SAMPLE = Path.of(System.getProperty("sample.war", "target/webapp-sample.war"));

  Application {
    settings = Map.copyOf(settings);
  }

  /** The sample. */
  static Application sample() {
    return new Application(
        ShrinkWrap.createFromZipFile(WebArchive.class, SAMPLE.toFile()), Map.of());
  }

  /** The jar that lies in the sample, and pages for rules to tell apart. */
  static Application ofPages(String... pages) {
    WebArchive war = ShrinkWrap.create(WebArchive.class);
    sample()
        .war()
        .getContent(Filters.include("/WEB-INF/lib/weir-.*\\.jar"))
        .forEach((path, jar) -> war.add(jar.getAsset(), path));
    for (String page : pages) {
      war.addAsWebResource(new StringAsset("a page\n"), page);
    }
    return new Application(war, Map.of());
  }

  /**
   * The same with {@code login.html} for who wants to log in, and {@code wrong.html} after that.
   */
  Application withFormLogin() {
    war.setWebXML(
        new StringAsset(
            """
            <web-app %s>
              <login-config>
                <auth-method>FORM</auth-method>
                <form-login-config>
                  <form-login-page>/login.html</form-login-page>
                  <form-error-page>/wrong.html</form-error-page>
                </form-login-config>
              </login-config>
            </web-app>
            """
                .formatted(Descriptors.WEB)));
    return this;
  }

  /** The same with one more setting. */
  Application with(String setting, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(setting, value);
    return new Application(war, more);
  }

  /** The same on one of {@link TwoNodes}, as a member of their cluster. */
  Application inCluster() {
    return with("weir.cluster.port", "${member.port}")
        .with("weir.cluster.members", "${member.list}")
        .patient();
  }

  /** The same with a deadline so long that no node counts alone, however busy the machine. */
  Application patient() {
    return with("weir.cluster.deadline", "10s");
  }

  /** Has nodes serve it in place of what they served before. */
  void deployOn(Nodes nodes) {
    deploy(file -> nodes.deploy(file, NAME));
  }

  /**
   * Has nodes serve it in place of what they served before, each when the one before it does. After
   * that each count is on two nodes.
   */
  void deployInTurnOn(Nodes nodes) {
    nodes.all().forEach(this::deployOn);
  }

  /** Has a node serve it in place of what it served before. */
  void deployOn(Node node) {
    deploy(file -> node.deploy(file, NAME));
  }

  private void deploy(Consumer<Path> deployment) {
    try {
      Path file = Files.createTempFile(NAME, ".war");
      try {
        war.addAsResource(new StringAsset(properties()), "META-INF/microprofile-config.properties")
            .as(ZipStoredExporter.class)
            .exportTo(file.toFile(), true);
        deployment.accept(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String properties() throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    StringWriter text = new StringWriter();
    properties.store(text, null);
    return text.toString();
  }

  /** Where a path of the application that a node serves is. */
  static URI on(Node node, String path) {
    return node.uri("/" + NAME + path);
  }
}

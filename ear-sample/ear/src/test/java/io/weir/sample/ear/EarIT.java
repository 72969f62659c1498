package io.weir.sample.ear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two WARs of an EAR count together, in this JVM or in one member. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EarIT {

  private static final String CALL = "/calls/call/4930123456";
  private static final String ORDER = "/desk/orders/";

  /** The member's name in those of its threads; or one of Weir's own. */
  private static final Pattern OURS = Pattern.compile("hz\\.(weir-[0-9a-f-]+)|weir-[a-z]+");

  private final HttpClient http = HttpClient.newHttpClient();

  @Deployment(name = "threads", testable = false)
  static WebArchive threads() {
    return ShrinkWrap.create(WebArchive.class, "threads.war").addClass(ThreadsServlet.class);
  }

  @Deployment(name = "ear", managed = false, testable = false)
  static EnterpriseArchive ear() {
    return sample("ear-sample.ear");
  }

  @Deployment(name = "member", managed = false, testable = false)
  static EnterpriseArchive member() throws IOException {
    EnterpriseArchive ear = sample("member.ear");
    for (String name : List.of("calls", "desk")) {
      WebArchive war = ear.getAsType(WebArchive.class, "/%s.war".formatted(name));
      war.setWebXML(
          new StringAsset(
              text(war, "/WEB-INF/web.xml")
                  .replace(
                      "<filter>",
                      """
                      <context-param>
                        <param-name>weir.cluster</param-name>
                        <param-value>embedded</param-value>
                      </context-param>
                      <filter>""")));
      ear.delete("/%s.war".formatted(name));
      ear.addAsModule(war);
    }
    return ear;
  }

  @Deployment(name = "mistaken", managed = false, testable = false)
  static EnterpriseArchive mistaken() throws IOException {
    EnterpriseArchive ear = sample("mistaken.ear");
    WebArchive desk = ear.getAsType(WebArchive.class, "/desk.war");
    desk.setWebXML(new StringAsset(text(desk, "/WEB-INF/web.xml").replace("/minute", "/minuet")));
    ear.delete("/desk.war");
    return ear.addAsModule(desk);
  }

  /** Each WAR has the jar, and the EAR has none. */
  @Deployment(name = "each", managed = false, testable = false)
  static EnterpriseArchive each() {
    EnterpriseArchive ear = sample("each.ear");
    Map<ArchivePath, Node> weir = ear.getContent(Filters.include("/lib/weir-.*\\.jar"));
    assertThat(weir).hasSize(1);
    for (String name : List.of("calls", "desk")) {
      WebArchive war = ear.getAsType(WebArchive.class, "/%s.war".formatted(name));
      weir.forEach((path, jar) -> war.add(jar.getAsset(), "/WEB-INF" + path.get()));
      ear.delete("/%s.war".formatted(name));
      ear.addAsModule(war);
    }
    weir.keySet().forEach(ear::delete);
    return ear;
  }

  private static EnterpriseArchive sample(String name) {
    File built = new File(System.getProperty("sample.ear", "target/ear-sample.ear"));
    return ShrinkWrap.create(ZipImporter.class, name).importFrom(built).as(EnterpriseArchive.class);
  }

  private static String text(WebArchive war, String path) throws IOException {
    try (InputStream in = war.get(path).getAsset().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  @OperateOnDeployment("threads")
  void two_wars_of_an_ear_share_a_limit(
      @ArquillianResource Deployer deployer, @ArquillianResource URL url) throws Exception {
    assertShared("ear", 0, deployer, url.toURI());
  }

  @Test
  @OperateOnDeployment("threads")
  void two_wars_of_an_ear_share_a_member(
      @ArquillianResource Deployer deployer, @ArquillianResource URL url) throws Exception {
    assertShared("member", 1, deployer, url.toURI());
  }

  /** Two jars are two class loaders: without a cluster they have nothing in common. */
  @Test
  @OperateOnDeployment("threads")
  void two_wars_with_a_jar_each_count_apart_in_one_jvm(
      @ArquillianResource Deployer deployer, @ArquillianResource URL url) throws Exception {
    URI server = url.toURI();
    deployer.deploy("each");

    assertThat(Stream.of(CALL, ORDER, CALL, CALL, CALL).map(path -> post(server.resolve(path))))
        .containsExactly(200, 200, 200, 200, 429);
    assertThat(Stream.of(ORDER, ORDER, ORDER).map(path -> post(server.resolve(path))))
        .containsExactly(200, 200, 429);

    deployer.undeploy("each");
    assertThat(threads(server)).noneMatch(OURS.asPredicate());
  }

  private void assertShared(String ear, int members, Deployer deployer, URI server) {
    deployer.deploy(ear);

    assertThat(Stream.of(CALL, CALL, CALL, ORDER, CALL).map(path -> post(server.resolve(path))))
        .containsExactly(200, 200, 200, 429, 429);
    assertThat(members(server)).hasSize(members);

    deployer.undeploy(ear);
    assertThat(threads(server)).noneMatch(OURS.asPredicate());
  }

  @Test
  @Order(Integer.MAX_VALUE) // Arquillian knows no URL any more after a deployment that failed.
  @OperateOnDeployment("threads")
  void a_mistake_in_one_war_stops_the_deployment(
      @ArquillianResource Deployer deployer, @ArquillianResource URL url) throws Exception {
    assertThatThrownBy(() -> deployer.deploy("mistaken"))
        .hasStackTraceContaining("Weir cannot start RateLimitFilter:\n  rules, line 1: ")
        .hasStackTraceContaining("no unit")
        .hasStackTraceContaining("Did you mean");

    assertThat(threads(url.toURI())).noneMatch(OURS.asPredicate());
  }

  private int post(URI uri) {
    return send(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody())).statusCode();
  }

  /** Whose threads run in the server. */
  private Set<String> members(URI server) {
    return threads(server).stream()
        .map(OURS::matcher)
        .filter(thread -> thread.find() && thread.group(1) != null)
        .map(thread -> thread.group(1))
        .collect(Collectors.toSet());
  }

  private List<String> threads(URI server) {
    return send(HttpRequest.newBuilder(server.resolve("/threads/"))).body().lines().toList();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

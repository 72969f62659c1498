package io.weir.sample.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.sample.servers.DeploymentFailed;
import io.weir.sample.servers.Node;
import io.weir.sample.servers.NodeSettings;
import io.weir.sample.servers.Nodes;
import io.weir.sample.servers.Server;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipStoredExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the tests of the cluster rely on: nodes that serve, refuse, freeze, go on and die. */
class NodesIT {

  private static final String REASON = "rules, line 3: no unit minuet";

  private final HttpClient client = HttpClient.newHttpClient();

  @ParameterizedTest
  @EnumSource
  void two_nodes_serve_refuse_freeze_and_die(Server server, @TempDir Path directory)
      throws Exception {
    List<NodeSettings> settings =
        NodeSettings.cluster(2).stream()
            .map(
                node ->
                    node.property("told", "property of " + node.name())
                        .variable("TOLD", "variable"))
            .toList();
    Node killed;
    try (Nodes nodes = Nodes.start(server, settings)) {
      Node first = nodes.get(0);
      Node second = nodes.get(1);
      killed = second;

      nodes.deploy(archive(directory, "told.war", Telling.class), "told");
      assertThat(body(first)).isEqualTo("property of node-1, variable");
      assertThat(body(second)).isEqualTo("property of node-2, variable");

      Path refusing = archive(directory, "refusing.war", Refusing.class);
      assertThatThrownBy(() -> first.deploy(refusing, "refusing"))
          .isInstanceOf(DeploymentFailed.class)
          .hasMessageContaining(REASON);
      assertThat(first.logText()).contains(REASON);

      second.freeze();
      assertThatThrownBy(() -> body(second)).isInstanceOf(HttpTimeoutException.class);
      second.resume();
      assertThat(body(second)).isEqualTo("property of node-2, variable");

      second.kill();
      assertThat(ProcessHandle.of(second.pid())).isEmpty();
      assertThat(body(first)).isEqualTo("property of node-1, variable");

      first.undeploy("told");
      assertThat(client.send(request(first), BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }
    assertThat(killed.logText()).isNotEmpty();
    assertThat(ProcessHandle.current().descendants()).isEmpty();
  }

  private String body(Node node) throws IOException, InterruptedException {
    return client.send(request(node), BodyHandlers.ofString()).body();
  }

  private static HttpRequest request(Node node) {
    return HttpRequest.newBuilder(node.uri("/told/")).timeout(Duration.ofSeconds(5)).build();
  }

  private static Path archive(Path directory, String name, Class<?> type) {
    Path file = directory.resolve(name);
    ShrinkWrap.create(WebArchive.class, name)
        .addClass(type)
        .as(ZipStoredExporter.class)
        .exportTo(file.toFile());
    return file;
  }

  /** Tells what the node was started with. */
  @WebServlet("/")
  public static final class Telling extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(System.getProperty("told") + ", " + System.getenv("TOLD"));
    }
  }

  /** Does what an initializer does that found a mistake in the settings. */
  @WebListener
  public static final class Refusing implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
      throw new IllegalStateException(REASON);
    }
  }
}

package io.weir.sample.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.weir.sample.servers.DeploymentFailed;
import io.weir.sample.servers.Node;
import io.weir.sample.servers.NodeSettings;
import io.weir.sample.servers.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Secrets of an application on both servers, which log all that they can. */
class SecretsIT {

  /** Of what servers take for expressions; a piece of it would do, too. */
  private static final String CANARY = "canary-${shop.nothing}-7Qx9vR2m-$$-\\{in}-the-mine";

  private static final String PIECE = "7Qx9vR2m";
  private static final String IN_CLEAR = "hunter2-in-the-war";
  private static final String CONFIG = "c${Kp3wZ8:c}$$\\${x}\\{y}:%{z}\\\\";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path secrets;

  @ParameterizedTest
  @EnumSource
  void reach_the_application_alone(Server server) throws Exception {
    write("config", CONFIG + "\n");
    write("canary", CANARY);
    write("init", "of a file\r\n");
    write("property", "of the server, for a while");
    write("bound", "a name in the directory");
    NodeSettings settings =
        NodeSettings.named("secrets")
            // Not SHOP_EARLY: that, MicroProfile Config itself takes for shop.early.
            .variable("BEFORE_ALL", "before all others")
            .variable("OF_A_FILE_FILE", secrets.resolve("init").toString())
            .variable("SPEECH_KEY", "of the environment")
            .variable("TELEPHONY_KEY", "of the environment")
            .variable("MAIL_PASSWORD", "of the environment")
            .variable("DIRECTORY_PASSWORD", "of the environment")
            .property("weir.cluster", "none")
            .property("shop.property", "as it was");
    Node closed;
    try (Node node = server.start(settings)) {
      closed = node;
      refusedWithoutASecret(node);
      logEverything(server, node);
      Shop.of(secrets, "").deployOn(node);
      assertThat(told(node))
          .isEqualTo(
              lines(
                  "before all others",
                  CONFIG,
                  "of a file",
                  "of the server, for a while",
                  "a name in the directory"));
      assertThat(get(node, "fail").statusCode()).isEqualTo(500);
      assertThat(get(node, "fail").body()).doesNotContain(PIECE, "Kp3wZ8");
      assertThat(search(node)).startsWith("[] in ");
      rotated(server, node);
      node.undeploy(Shop.NAME);
      theSampleFindsEveryKey(node);
      Shop.withoutWeir().deployOn(node);
      assertThat(told(node)).isEqualTo(lines(null, null, null, "as it was", null));
    }
    assertThat(closed.logText()).contains("WEIR-035").doesNotContain(PIECE, "Kp3wZ8");
  }

  private void theSampleFindsEveryKey(Node node) {
    node.deploy(Path.of(System.getProperty("sample.war", "target/webapp-sample.war")), "sample");
    assertThat(send(HttpRequest.newBuilder(node.uri("/sample/providers")).build()).body())
        .isEqualTo("{\"speech\":true,\"telephony\":true,\"mail\":true,\"directory\":true}");
    node.undeploy("sample");
  }

  private static void logEverything(Server server, Node node) {
    if (server == Server.WILDFLY) {
      node.configure(
          "/subsystem=logging/root-logger=ROOT:write-attribute(name=level,value=TRACE)",
          // What deploys the WAR writes each of its bytes, in minutes.
          "/subsystem=logging/logger=org.jboss.remoting:add(level=INFO)",
          "/subsystem=logging/logger=org.xnio:add(level=INFO)",
          "/subsystem=logging/console-handler=CONSOLE:write-attribute(name=level,value=ALL)");
    } else {
      node.configure(
          // What deploys, configures and serves; all of Payara would take minutes for a deployment.
          "set-log-levels io.weir=FINEST:fish.payara=FINEST:org.apache.catalina=FINEST:org.eclipse=FINEST:jakarta.enterprise.web=FINEST:jakarta.enterprise.system.core.config=FINEST");
    }
  }

  /** Whoever deploys reads which one, where it should be, and why not; and does not wait long. */
  private void refusedWithoutASecret(Node node) {
    long start = System.nanoTime();
    Shop lacking =
        Shop.of(
            secrets,
            """
            weir.secrets.shop.lacking=file:%1$s/nowhere
            weir.secrets.shop.clear=%2$s
            weir.secrets.allow-in-war=true
            shop.config=%2$s
            """
                .formatted(secrets, IN_CLEAR));
    assertThatThrownBy(() -> lacking.deployOn(node))
        .isInstanceOf(DeploymentFailed.class)
        .hasMessageContaining(
            "weir.secrets.shop.lacking: file:%s/nowhere: no such file".formatted(secrets))
        .hasMessageContaining(
            "weir.secrets.shop.clear (configuration): not the secret itself but where it is kept:")
        .hasMessageContaining("weir.secrets.allow-in-war: not in the application;")
        .hasMessageContaining(
            "shop.config (META-INF/microprofile-config.properties): take it out of the application")
        .hasMessageNotContaining(IN_CLEAR);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
  }

  private void rotated(Server server, Node node) throws IOException {
    write("property", "another");
    write("config", "another${too}");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(told(node)).contains("property " + Fingerprint.of("another")));
    if (server == Server.WILDFLY) { // Payara keeps each value for a minute.
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> assertThat(told(node)).contains("config " + Fingerprint.of("another${too}")));
    }
  }

  private void write(String name, String text) throws IOException {
    Path next = Files.writeString(secrets.resolve(".next"), text);
    Files.move(
        next,
        secrets.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static String lines(
      @org.jspecify.annotations.Nullable String... earlyConfigInitPropertyBound) {
    return """
        early %s
        config %s
        init %s
        property %s
        bound %s
        """
        .formatted(
            java.util.Arrays.stream(earlyConfigInitPropertyBound).map(Fingerprint::of).toArray());
  }

  private String told(Node node) {
    return get(node, "tell").body();
  }

  private String search(Node node) {
    return send(HttpRequest.newBuilder(node.uri("/shop/search"))
            .POST(BodyPublishers.noBody())
            .build())
        .body();
  }

  private HttpResponse<String> get(Node node, String page) {
    return send(HttpRequest.newBuilder(node.uri("/shop/" + page)).build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

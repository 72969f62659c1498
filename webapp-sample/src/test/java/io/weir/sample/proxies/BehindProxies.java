package io.weir.sample.proxies;

import static io.weir.sample.proxies.Applications.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.weir.sample.servers.Node;
import io.weir.sample.servers.NodeSettings;
import io.weir.sample.servers.Ports;
import io.weir.sample.servers.ReverseProxy;
import io.weir.sample.servers.Server;
import io.weir.sample.wire.VoiceSocket;
import io.weir.sample.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A node, and in front of it nginx and HAProxy as the manual says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BehindProxies {

  private final Fronts fronts = new Fronts();
  private final List<Way> ways = new ArrayList<>();
  private final Map<String, Integer> portsOfSockets;
  private final List<ReverseProxy> proxies;
  private final Node node;

  /**
   * How a request comes to an application.
   *
   * @param port where the client connects to
   */
  record Way(String title, int port, Applications application) {

    Wire wire() {
      return Wire.to(port);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  BehindProxies(Server server) {
    int port = Ports.free(1).get(0);
    way("directly, and nobody is trusted", port, Applications.NOBODY);
    way("directly past the trusted proxy", port, Applications.PROXIES);
    int appending = fronts.nginx("$proxy_add_x_forwarded_for", port);
    way("nginx, X-Forwarded-For", appending, Applications.PROXIES);
    way("nginx, X-Forwarded-For by hops", appending, Applications.HOPS);
    way("nginx, Forwarded", fronts.nginx("Forwarded \"for", port), Applications.FORWARDED);
    way("nginx, X-Real-IP", fronts.nginx("X-Real-IP", port), Applications.REAL_IP);
    int adding = fronts.haproxy("option forwardfor", port);
    way("HAProxy, X-Forwarded-For", adding, Applications.PROXIES);
    way("HAProxy, X-Forwarded-For by hops", adding, Applications.HOPS);
    way("HAProxy, Forwarded", fronts.haproxy(" Forwarded for", port), Applications.FORWARDED);
    way("HAProxy, X-Real-IP", fronts.haproxy("X-Real-IP", port), Applications.REAL_IP);
    way(
        "HAProxy before nginx",
        fronts.haproxy("option forwardfor", appending),
        Applications.PROXIES);
    portsOfSockets =
        Map.of(
            "nginx",
            fronts.nginx(Page.VOICE, "Upgrade", port),
            "HAProxy",
            fronts.haproxy(Page.VOICE, "timeout tunnel", port));
    prepare(fronts);
    proxies = fronts.start();
    try {
      node = server.start(NodeSettings.named("behind-proxies").httpPort(port));
    } catch (RuntimeException e) {
      proxies.forEach(ReverseProxy::close);
      throw e;
    }
    try {
      configure(node);
      Applications.deployOn(node);
      node.deploy(
          Path.of(System.getProperty("sample.war", "target/webapp-sample.war")), "webapp-sample");
    } catch (RuntimeException e) {
      end();
      throw e;
    }
  }

  /** Adds what only this server has. */
  void prepare(Fronts more) {}

  /** Configures what only this server has. */
  void configure(Node started) {}

  final void way(String title, int port, Applications application) {
    ways.add(new Way(title, port, application));
  }

  Node node() {
    return node;
  }

  List<Way> ways() {
    return ways;
  }

  Stream<Arguments> portsOfSockets() {
    return portsOfSockets.entrySet().stream()
        .map(proxy -> arguments(proxy.getKey(), proxy.getValue()));
  }

  @AfterAll
  void end() {
    proxies.forEach(ReverseProxy::close);
    node.close();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void a_client_is_one_whatever_it_forges_and_another_is_another(Way way) {
    assertThat(Somebody.arriving().forges(way.wire(), way.application().path()))
        .startsWith(200, 200)
        .allMatch(status -> status < 500)
        .filteredOn(status -> status == 200)
        .hasSize(LIMIT);
    Somebody another = Somebody.arriving();
    assertThat(
            List.of(
                another.asks(way.wire(), way.application().path()).status(),
                another.asks(way.wire(), way.application().path()).status(),
                another.asks(way.wire(), way.application().path()).status()))
        .containsExactly(200, 200, 429);
  }

  @ParameterizedTest
  @MethodSource("portsOfSockets")
  void a_turn_of_speech_goes_through_a_proxy(String proxy, int port) throws IOException {
    URI endpoint = URI.create("http://127.0.0.1:%s/webapp-sample/realtime/session".formatted(port));
    try (VoiceSocket socket = VoiceSocket.open(endpoint)) {
      assertThat(socket.answer()).as(proxy).contains("session");
      assertThat(socket.beep(500).commit().answer()).contains("\"transcript\":\"one\"");
      assertThat(socket.pause(1000).commit().answer()).contains("\"turn\":2,\"seconds\":1.0");
    }
  }
}

package io.weir.sample.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.servers.Node;
import io.weir.sample.servers.Ports;
import io.weir.sample.servers.Server;
import io.weir.sample.wire.Wire;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who asks, behind real reverse proxies. */
class ProxiesIT {

  @Nested
  class OnPayara extends BehindProxies {
    OnPayara() {
      super(Server.PAYARA);
    }
  }

  /** With two more listeners, whose settings say what a client's address is. */
  @Nested
  class OnWildFly extends BehindProxies {

    private static final List<Integer> PORTS = Ports.free(2);
    private static final int ADDRESS_FORWARDING = PORTS.get(0);
    private static final int PROXY_PROTOCOL = PORTS.get(1);

    OnWildFly() {
      super(Server.WILDFLY);
    }

    @Override
    void prepare(Fronts fronts) {
      way("proxy-address-forwarding, nobody trusted", ADDRESS_FORWARDING, Applications.NOBODY);
      way("proxy-address-forwarding, past the proxy", ADDRESS_FORWARDING, Applications.PROXIES);
      way(
          "nginx before proxy-address-forwarding",
          fronts.nginx("$proxy_add_x_forwarded_for", ADDRESS_FORWARDING),
          Applications.PROXIES);
      way(
          "HAProxy before proxy-address-forwarding, by hops",
          fronts.haproxy("option forwardfor", ADDRESS_FORWARDING),
          Applications.HOPS);
      way(
          "HAProxy before proxy-protocol",
          fronts.haproxy("send-proxy", PROXY_PROTOCOL),
          Applications.NOBODY);
    }

    @Override
    void configure(Node node) {
      node.configure(
          "/socket-binding-group=standard-sockets/socket-binding=forwarding:add(port=%d)"
              .formatted(ADDRESS_FORWARDING),
          "/socket-binding-group=standard-sockets/socket-binding=protocol:add(port=%d)"
              .formatted(PROXY_PROTOCOL),
          "/subsystem=undertow/server=default-server/http-listener=forwarding"
              + ":add(socket-binding=forwarding,proxy-address-forwarding=true)",
          "/subsystem=undertow/server=default-server/http-listener=protocol"
              + ":add(socket-binding=protocol,proxy-protocol=true)");
    }

    @Test
    void with_proxy_address_forwarding_a_chain_is_read_from_the_right() {
      // The trusted proxy is this test: it connects from 127.0.0.1.
      Wire proxy = Wire.to(ADDRESS_FORWARDING);
      List<Integer> statuses =
          Stream.of(
                  "198.51.100.7",
                  "203.0.113.1, 198.51.100.7",
                  "127.0.0.1, 198.51.100.7",
                  "\"203.0.113.2, 198.51.100.7:4711",
                  "203.0.113.3, 198.51.100.8")
              .map(chain -> new Somebody("127.0.0.1").asks(proxy, path(), forwardedFor(chain)))
              .map(reply -> reply.status())
              .toList();
      assertThat(statuses).containsExactly(200, 200, 429, 429, 200);
    }

    private String path() {
      return Applications.PROXIES.path();
    }

    private String forwardedFor(String chain) {
      return "X-Forwarded-For: " + chain;
    }

    @Test
    void with_proxy_address_forwarding_the_log_says_what_the_server_does() {
      Wire wire = Wire.to(ADDRESS_FORWARDING);
      Somebody.arriving().asks(wire, Applications.NOBODY.path(), forwardedFor("203.0.113.1"));
      assertThat(node().logText()).contains("WEIR-010");
    }

    @Test
    void with_the_proxy_protocol_its_header_is_the_connection() {
      Wire wire = Wire.to(PROXY_PROTOCOL);
      Somebody balancer = Somebody.arriving();
      String preface = "PROXY TCP4 198.51.100.9 192.0.2.11 4711 80\r\n";
      List<Integer> statuses =
          Stream.generate(
                  () -> balancer.asksAfter(preface, wire, Applications.NOBODY.path()).status())
              .limit(3)
              .toList();
      assertThat(statuses).containsExactly(200, 200, 429);
      assertThat(
              balancer
                  .asksAfter(preface.replace("100.9", "100.10"), wire, Applications.NOBODY.path())
                  .status())
          .isEqualTo(200);
    }
  }
}

package io.weir.internal.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.Undertow.ListenerBuilder;
import io.undertow.Undertow.ListenerType;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The address that Undertow reports, and that of the peer; the client of these tests is 127.0.0.1.
 */
class PeerAddressTest {

  private static final PeerAddress PEERS = new PeerAddress();

  private static final int END_OF_ANSWER = 5;

  private static Undertow server;

  @BeforeAll
  static void start() throws ServletException {
    HttpHandler application = application(new Telling());
    server =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(1)
            .addListener(listener(application))
            .addListener(listener(Handlers.proxyPeerAddress(application)))
            .addListener(listener(application).setUseProxyProtocol(true))
            .addListener(listener(application).setType(ListenerType.AJP))
            .build();
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  private static ListenerBuilder listener(HttpHandler handler) {
    return new ListenerBuilder()
        .setType(ListenerType.HTTP)
        .setHost("127.0.0.1")
        .setPort(0)
        .setRootHandler(handler);
  }

  static HttpHandler application(HttpServlet telling) throws ServletException {
    DeploymentManager deployment =
        Servlets.newContainer()
            .addDeployment(
                Servlets.deployment()
                    .setClassLoader(PeerAddressTest.class.getClassLoader())
                    .setContextPath("/")
                    .setDeploymentName("telling")
                    .addServlet(
                        Servlets.servlet(
                                "telling",
                                telling.getClass(),
                                new ImmediateInstanceFactory<>(telling))
                            .addMapping("/*")));
    deployment.deploy();
    return deployment.start();
  }

  @Test
  void without_a_header_both_are_the_connection() throws IOException {
    assertThat(answer(0, "", "")).isEqualTo("told 127.0.0.1, peer 127.0.0.1");
  }

  @Test
  void a_header_changes_neither() throws IOException {
    assertThat(answer(0, "", "X-Forwarded-For: 192.0.2.1\r\n"))
        .isEqualTo("told 127.0.0.1, peer 127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1",
        "192.0.2.1, 198.51.100.7",
        "192.0.2.1:4711",
        "[2001:db8::1]",
        "localhost.example",
        "<script>",
        "",
      })
  void with_proxy_address_forwarding_the_server_tells_what_a_client_writes(String forged)
      throws IOException {
    assertThat(answer(1, "", "X-Forwarded-For: " + forged + "\r\n"))
        .matches("told .*, peer 127\\.0\\.0\\.1, hidden")
        .doesNotContain("told 127.0.0.1");
  }

  @Test
  void with_proxy_address_forwarding_and_no_header_nothing_is_hidden() throws IOException {
    assertThat(answer(1, "", "")).isEqualTo("told 127.0.0.1, peer 127.0.0.1");
  }

  /** HAProxy's PROXY protocol, version 1: a line that the load balancer sends first. */
  @Test
  void with_the_proxy_protocol_both_are_what_the_load_balancer_says() throws IOException {
    assertThat(answer(2, "PROXY TCP4 192.0.2.1 198.51.100.7 4711 80\r\n", ""))
        .isEqualTo("told 192.0.2.1, peer 192.0.2.1");
  }

  @Test
  void with_ajp_the_peer_is_whom_the_web_server_in_front_names() throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    DataOutputStream request = new DataOutputStream(packet);
    request.write(new byte[] {2, 2}); // a forwarded request, GET
    for (String text : List.of("HTTP/1.1", "/", "192.0.2.1", "192.0.2.1", "localhost")) {
      request.writeUTF(text); // protocol, path, address, name and own name
      request.write(0);
    }
    request.writeShort(80);
    request.write(new byte[] {0, 0, 0, (byte) 0xff}); // no TLS, no header, no attribute
    try (Socket socket = connect(3)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(0x1234);
      out.writeShort(packet.size());
      out.write(packet.toByteArray());
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      StringBuilder answer = new StringBuilder();
      for (int code = 0; code != END_OF_ANSWER; ) {
        in.skipNBytes(2);
        byte[] part = in.readNBytes(in.readUnsignedShort());
        code = part[0];
        answer.append(new String(part, StandardCharsets.ISO_8859_1));
      }
      assertThat(answer).contains("told 192.0.2.1, peer 192.0.2.1");
    }
  }

  private static Socket connect(int listener) throws IOException {
    InetSocketAddress address =
        (InetSocketAddress) server.getListenerInfo().get(listener).getAddress();
    return new Socket(address.getAddress(), address.getPort());
  }

  private static String answer(int listener, String before, String header) throws IOException {
    try (Socket socket = connect(listener)) {
      String request =
          "%sGET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n"
              .formatted(before, header);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  /** Answers with both addresses of a request that filters of the application have wrapped. */
  private static final class Telling extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      HttpServletRequest wrapped =
          new HttpServletRequestWrapper(new HttpServletRequestWrapper(request));
      response
          .getWriter()
          .print(
              "told %s, peer %s%s"
                  .formatted(
                      wrapped.getRemoteAddr(),
                      PEERS.of(wrapped),
                      PEERS.isHidden(wrapped) ? ", hidden" : ""));
    }
  }
}

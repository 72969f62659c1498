package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sockets are held to the limits of rules, and the application does not change. */
@ExtendWith(ArquillianExtension.class)
class WebSocketsIT {

  private static final String NAME = "sockets";
  private static final String STOPPED = "sockets-stopped";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String RULES =
      """
      short:  /rooms/short  1 second each                 per header:X-Client
      few:    /rooms/few    2 at once                     per header:X-Client
      broken: /rooms/broken 1 at once                     per header:X-Client
      stuck:  /rooms/stuck  1 at once; 1 second each      per header:X-Client
      chatty: /rooms/chatty 3 messages/hour               per header:X-Client
      bulky:  /rooms/bulky  2 kB/hour                     per header:X-Client
      long:   /rooms/long   1 kB a message                per header:X-Client
      """;

  @Deployment(name = NAME, testable = false)
  static WebArchive application() {
    return war(NAME);
  }

  @Deployment(name = STOPPED, managed = false, testable = false)
  static WebArchive stopped() {
    return war(STOPPED);
  }

  private static WebArchive war(String name) {
    return Wars.withWeir(
            name,
            WebXml.of(
                contextParam("weir.cluster", "none"), contextParam("weir.rate-limit.rules", RULES)))
        .addClass(RoomEndpoint.class)
        .addAsWebInfResource(Wars.BEANS, "beans.xml");
  }

  private static Peer open(String room, String client) {
    return new Peer(NAME, "rooms/" + room, client);
  }

  @Test
  void a_socket_whose_time_is_over_is_closed_and_client_and_application_learn_why()
      throws InterruptedException {
    Peer peer = open("short", "patient");
    assertThat(peer.hear()).isEqualTo("short chat");
    peer.say("hello");
    assertThat(peer.hear()).isEqualTo("5");
    assertThat(peer.hear()).isEqualTo("1008 The time of this connection is over.");

    Peer other = open("other", "patient");
    assertThat(other.hear()).isEqualTo("other chat");
    other.say("last");
    assertThat(other.hear()).isEqualTo("1008 The time of this connection is over.");
    other.socket().sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
  }

  @Test
  void a_slot_is_free_when_its_socket_is_closed_by_whomever() throws InterruptedException {
    Peer one = open("few", "busy");
    Peer two = open("few", "busy");
    assertThat(one.hear()).isEqualTo("few chat");
    assertThat(two.hear()).isEqualTo("few chat");
    assertThat(open("few", "busy").status()).isEqualTo(429);
    assertThat(open("few", "somebody else").status()).isEqualTo(101);

    one.socket().sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
    Peer three = awaitFree("few", "busy");
    assertThat(open("few", "busy").status()).isEqualTo(429);

    two.say("close");
    Peer four = awaitFree("few", "busy");
    assertThat(open("few", "busy").status()).isEqualTo(429);

    three.socket().abort();
    awaitFree("few", "busy").socket().abort();
    four.socket().abort();
  }

  private static Peer awaitFree(String room, String client) {
    return await()
        .atMost(PATIENCE)
        .until(() -> open(room, client), opened -> opened.status() == 101);
  }

  /** WildFly leaves such a socket open. */
  @Test
  void a_slot_is_free_when_the_endpoint_has_thrown_and_the_client_goes() {
    for (int i = 0; i < 5; i++) {
      awaitFree("broken", "unlucky").socket().abort();
    }
  }

  @Test
  void all_sockets_of_a_key_share_its_messages_and_pings_are_some() throws InterruptedException {
    Peer one = open("chatty", "chatterer");
    Peer two = open("chatty", "chatterer");
    assertThat(one.hear()).isEqualTo("chatty chat");
    assertThat(two.hear()).isEqualTo("chatty chat");
    one.socket().sendText("in two ", false).join();
    one.socket().sendText("fragments", true).join();
    assertThat(one.hear()).isEqualTo("16");
    one.socket().sendPing(ByteBuffer.allocate(0)).join();
    assertThat(one.hear()).isEqualTo("pong");
    two.say("hello");
    assertThat(two.hear()).isEqualTo("5");
    two.say("once more");
    assertThat(two.hear()).isEqualTo("1013 Too many messages.");
    one.socket().sendPing(ByteBuffer.allocate(0)).join();
    assertThat(one.hear()).isEqualTo("1013 Too many messages.");

    Peer other = open("chatty", "somebody else");
    assertThat(other.hear()).isEqualTo("chatty chat");
    other.say("last");
    assertThat(other.hear()).isEqualTo("1008 Too many messages.");
    other.socket().abort();
  }

  @Test
  void bytes_are_those_of_all_messages_of_a_key() throws InterruptedException {
    Peer peer = open("bulky", "heavy");
    assertThat(peer.hear()).isEqualTo("bulky chat");
    peer.say("x".repeat(1500));
    assertThat(peer.hear()).isEqualTo("1500");
    peer.say("x".repeat(501));
    assertThat(peer.hear()).isEqualTo("1013 Too many bytes.");
  }

  @Test
  void a_message_is_as_long_as_its_fragments_together() throws InterruptedException {
    Peer peer = open("long", "writer");
    assertThat(peer.hear()).isEqualTo("long chat");
    peer.say("x".repeat(1000));
    assertThat(peer.hear()).isEqualTo("1000");
    peer.socket().sendText("x".repeat(600), false).join();
    peer.socket().sendText("x".repeat(401), true).join();
    assertThat(peer.hear()).isEqualTo("1013 The message is too long.");
  }

  @Test
  void a_client_that_never_reads_is_closed_all_the_same() throws IOException {
    URI application = ServerUnderTest.application(NAME);
    try (Socket socket = new Socket(application.getHost(), application.getPort())) {
      socket.setReceiveBufferSize(1024);
      socket
          .getOutputStream()
          .write(
              """
              GET %srooms/stuck HTTP/1.1
              Host: %s
              Connection: Upgrade
              Upgrade: websocket
              Sec-WebSocket-Version: 13
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
              X-Client: deaf

              """
                  .formatted(application.getPath(), application.getAuthority())
                  .replace("\n", "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 101");
      assertThat(open("stuck", "deaf").status()).isEqualTo(429);
      socket
          .getOutputStream()
          .write(new byte[] {(byte) 0x81, (byte) 0x85, 0, 0, 0, 0, 'f', 'l', 'o', 'o', 'd'});
      awaitFree("stuck", "deaf").socket().abort();
    }
  }

  @Test
  void a_redeployment_closes_sockets_and_frees_their_slots(@ArquillianResource Deployer deployer)
      throws InterruptedException {
    deployer.deploy(STOPPED);
    Peer one = new Peer(STOPPED, "rooms/few", "steady");
    Peer two = new Peer(STOPPED, "rooms/few", "steady");
    assertThat(one.hear()).isEqualTo("few chat");
    assertThat(two.hear()).isEqualTo("few chat");
    deployer.undeploy(STOPPED);
    assertThat(one.hear()).startsWith("1001");
    assertThat(two.hear()).startsWith("1001");
    deployer.deploy(STOPPED);
    try {
      Peer again = new Peer(STOPPED, "rooms/few", "steady");
      assertThat(again.hear()).isEqualTo("few chat");
      again.socket().abort();
    } finally {
      deployer.undeploy(STOPPED);
    }
  }
}

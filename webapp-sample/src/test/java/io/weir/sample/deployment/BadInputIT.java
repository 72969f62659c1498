package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import io.weir.sample.wire.Reply;
import io.weir.sample.wire.Wire;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What no client sends who means well. The server may refuse it; if it does not, the request is
 * counted as any other, and the log holds nothing of it.
 */
@ExtendWith(ArquillianExtension.class)
class BadInputIT {

  /** Stands in all that is sent here. */
  private static final String MARK = "4f1d9a";

  /** What a server answers that does not like a request; 0 is a closed connection. */
  private static final Set<Integer> REFUSED_BY_THE_SERVER = Set.of(0, 400, 404, 413, 431);

  @Deployment(testable = false)
  static WebArchive war() {
    return Wars.withWeir(
        "bad-input",
        WebXml.of(
            contextParam("weir.cluster", "none"),
            limits(
                initParam(
                    "rules",
                    """
                    all:  /** 2/minute
                    keys: /** 1000/minute per cookie:x+header:Accept+param:user+json:/user+session
                    """))));
  }

  static Stream<Named<String>> fields() {
    return Stream.of(
        named(
            "900 kB of hops",
            "X-Forwarded-For: %s%s, CLIENT".formatted("x,".repeat(450_000), MARK)),
        named(
            "10 000 hops",
            "X-Forwarded-For: %s%s, CLIENT".formatted("192.0.2.1,".repeat(10_000), MARK)),
        named(
            "a name of 10 kB",
            "%s%s: x\r\nX-Forwarded-For: CLIENT".formatted("X".repeat(10_240), MARK)),
        named(
            "a value of 10 kB",
            "Accept: %s%s\r\nX-Forwarded-For: CLIENT".formatted("x".repeat(10_240), MARK)),
        named(
            "201 cookies",
            "Cookie: %s%s=1\r\nX-Forwarded-For: CLIENT".formatted("a=1; ".repeat(200), MARK)),
        named("a NUL", "X-Forwarded-For: \0%s, CLIENT".formatted(MARK)),
        named(
            "an unpaired surrogate",
            "X-Forwarded-For: \u00ed\u00a0\u0080%s, CLIENT".formatted(MARK)),
        named(
            "octets that are no UTF-8", "X-Forwarded-For: \u00ff\u00fe%s, CLIENT".formatted(MARK)),
        named("a folded line", "X-Forwarded-For: %s,\r\n CLIENT".formatted(MARK)),
        named(
            "a method of a preflight with a NUL",
            "Origin: %s\r\nAccess-Control-Request-Method: \0\r\nX-Forwarded-For: CLIENT"
                .formatted(MARK)));
  }

  @ParameterizedTest
  @MethodSource("fields")
  void passes_twice_or_is_refused_by_the_server(String fields) {
    Client client = Client.of("bad-input");
    List<Integer> statuses =
        Stream.generate(() -> send("hello", fields.replace("CLIENT", address(client))).status())
            .limit(3)
            .toList();
    if (!REFUSED_BY_THE_SERVER.containsAll(statuses)) {
      assertThat(statuses).containsExactly(200, 200, 429);
    }
  }

  /** No client is found where only proxies are named: all such requests share a count. */
  @Test
  void a_chain_of_proxies_without_end_is_one_client() {
    String fields = "X-Forwarded-For: " + "127.0.0.1,".repeat(500) + MARK;
    assertThat(Stream.generate(() -> send("hello", fields).status()).limit(3))
        .containsExactly(200, 200, 429);
  }

  static Stream<String> paths() {
    return Stream.of(
            "\0",
            "%00",
            "\u00ed\u00a0\u0080",
            "%ed%a0%80",
            "\u00ff",
            "%ff",
            "%",
            "/".repeat(7_000),
            "%2f".repeat(2_000))
        .map(path -> path + MARK);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void a_path_is_answered(String path) {
    Client client = Client.of("bad-input");
    assertThat(send(path, "X-Forwarded-For: " + address(client)).status())
        .isIn(REFUSED_BY_THE_SERVER);
  }

  @Test
  void nothing_of_it_is_logged() {
    String client = address(Client.of("bad-input"));
    fields().forEach(fields -> send("hello", fields.getPayload().replace("CLIENT", client)));
    paths().forEach(path -> send(path, "X-Forwarded-For: " + client));
    assertThat(ServerUnderTest.find().logged()).doesNotContain(MARK);
  }

  private static Reply send(String path, String fields) {
    URI application = ServerUnderTest.application("bad-input");
    return Wire.to(application)
        .send(
            "GET %s%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n\r\n"
                .formatted(application.getPath(), path, application.getAuthority(), fields));
  }

  private static String address(Client client) {
    return client.headers().get(1);
  }
}

package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.wire.Reply;
import io.weir.sample.wire.Wire;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Weir reads ahead of the application the application gets all the same, and what it finds
 * there counts.
 */
@ExtendWith(ArquillianExtension.class)
class BodiesIT {

  private static final String FORM = "application/x-www-form-urlencoded";

  @Deployment(testable = false)
  static WebArchive reading() {
    return Wars.withWeir(
            "reading",
            WebXml.of(
                contextParam("weir.cluster", "none"),
                limits(
                    initParam(
                        "rules",
                        """
                        all:     /counted/**, /rest/counted  1000/minute  per param:user+json:/user
                        form:    /login                      1/minute     per param:user
                        json:    /json-login                 1/minute     per json:/user
                        tenant:  /tenant                     1/minute     per class:%s
                        """
                            .formatted(TenantKey.class.getName())))))
        .addClasses(
            ReadingServlet.class,
            LoginServlet.class,
            TenantKey.class,
            Tenants.class,
            Rest.class,
            FormResource.class)
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
  }

  private static Answer send(URL url, String path, String type, String body) {
    return Client.of(url).saying("Content-Type", type).send("POST", path, body);
  }

  /** Bodies and what their clients call them. */
  static Stream<List<String>> bodies() {
    String pad = "&pad=" + "x".repeat(100_000);
    return Stream.of(
        List.of(FORM, ""),
        List.of(FORM, "user=alice&b=1&b=2&c"),
        List.of(FORM, "user=%C3%A4+%26%20%E2%82%AC"),
        List.of(FORM, "user=a&%zz=b&c=%"),
        List.of(FORM, "user=ä"),
        List.of(FORM + ";charset=UTF-8", "user=ä%C3%A4"),
        List.of(FORM + ";charset=ISO-8859-1", "user=%E4"),
        List.of(FORM, "user=alice" + pad),
        List.of("application/json", "{\"user\":\"ä\"}"),
        List.of("application/json;charset=UTF-8", "{\"user\":\"ä\"}"),
        List.of("text/plain", "x".repeat(65_536)),
        List.of("text/plain", "x".repeat(65_537)),
        List.of("text/plain;charset=utf-8", "ä".repeat(50_000)),
        List.of("application/octet-stream", "x".repeat(1_000_000)),
        List.of(
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nalice\r\n--b--\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/stream",
        "/reader",
        "/parameters",
        "/stream-then-parameters",
        "/parameters-then-stream",
        "/latin",
        "/unicode",
        "/parts",
        "/async-context",
        "/async-stream",
        "/async-parameters",
        "/forward",
      })
  void whichever_way_the_application_reads_it_reads_the_same(
      String way, @ArquillianResource URL url) {
    assertThat(read("/counted" + way, bodies(), url))
        .isEqualTo(read("/plain" + way, bodies(), url));
  }

  /**
   * Not compared with itself: Payara never calls a listener of a body that is there already, which
   * a long one may be, too. Nor of what Weir leaves alone, parts and long bodies.
   */
  @Test
  void a_listener_is_told_what_a_stream_would_read(@ArquillianResource URL url) {
    assertThat(read("/counted/listener", bodies().filter(BodiesIT::isReadAhead), url))
        .isEqualTo(read("/plain/stream", bodies().filter(BodiesIT::isReadAhead), url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stream", "/reader", "/parameters", "/listener", "/async-context"})
  void a_body_of_unknown_length_is_handed_on_to_its_end(String way, @ArquillianResource URL url) {
    Client form = Client.of(url).saying("Content-Type", FORM);
    String reference = way.equals("/listener") ? "/stream" : way;
    for (int length : new int[] {10, 65_536, 65_537, 65_538, 300_000}) {
      String body = "user=" + "x".repeat(length - 5);
      assertThat(form.stream("POST", "/counted" + way, body).body())
          .as("%d bytes", length)
          .isEqualTo(form.send("POST", "/plain" + reference, body).body());
    }
  }

  @Test
  void a_body_that_breaks_its_framing_is_answered_400(@ArquillianResource URL url) {
    for (String chunk : new String[] {"zz\r\n{}\r\n0\r\n\r\n", "-1\r\n"}) {
      Reply reply =
          Wire.to(url.getPort())
              .send(
                  "POST %sjson-login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n%s"
                      .formatted(url.getPath(), chunk));
      assertThat(reply.status()).as(chunk).isIn(0, 400);
    }
  }

  @Test
  void a_name_that_was_read_before_a_forward_counts_too(@ArquillianResource URL url) {
    assertThat(send(url, "/front", FORM, "user=carol").status()).isEqualTo(200);
    assertThat(send(url, "/front", FORM, "user=carol").status()).isEqualTo(429);
    assertThat(send(url, "/front", FORM, "user=dave").status()).isEqualTo(200);
  }

  private static boolean isReadAhead(List<String> body) {
    return !body.get(0).startsWith("multipart/")
        && body.get(1).getBytes(StandardCharsets.UTF_8).length <= 65_536;
  }

  @Test
  void only_one_of_the_two_is_counted(@ArquillianResource URL url) {
    assertThat(Client.of(url).post("/plain/stream").headersOfLimits()).isEmpty();
    assertThat(Client.of(url).post("/counted/stream").headersOfLimits()).isNotEmpty();
  }

  /** What the application reads of each body, a line each; not which page shows an error. */
  private static String read(String path, Stream<List<String>> bodies, URL url) {
    return bodies
        .flatMap(
            body ->
                Stream.of("", "?user=query&x=%20y")
                    .map(
                        query -> {
                          Answer answer = send(url, path + query, body.get(0), body.get(1));
                          return "%s %.60s, %s: %d %s"
                              .formatted(
                                  body.get(0),
                                  body.get(1),
                                  query,
                                  answer.status(),
                                  answer.status() < 400 ? answer.body() : "");
                        }))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void a_resource_gets_its_form(@ArquillianResource URL url) {
    for (String path : new String[] {"/rest/plain", "/rest/counted"}) {
      assertThat(send(url, path, FORM, "user=alice&b=1").body()).as(path).isEqualTo("alice");
    }
  }

  @Test
  void a_name_in_a_form_counts_whoever_sends_it(@ArquillianResource URL url) {
    assertThat(send(url, "/login", FORM, "user=alice&password=1").body()).isEqualTo("alice");
    assertThat(send(url, "/login", FORM, "password=2&us%65r=alice").status()).isEqualTo(429);
    assertThat(send(url, "/login?user=alice", "text/plain", "x").status()).isEqualTo(429);
    assertThat(send(url, "/login", FORM + "x", "user=alice").status()).isEqualTo(429);
    assertThat(send(url, "/login", FORM, "user=bob").status()).isEqualTo(200);
  }

  @Test
  void a_name_in_json_counts_whoever_sends_it(@ArquillianResource URL url) {
    String alice = "{\"user\":\"alice\"}";
    assertThat(send(url, "/json-login", "application/json", alice).status()).isEqualTo(200);
    assertThat(send(url, "/json-login", "text/plain", " " + alice).status()).isEqualTo(429);
    assertThat(send(url, "/json-login", "text/plain", "{\"user\":100E2147483647}").status())
        .isEqualTo(200);
    assertThat(send(url, "/json-login", FORM, alice.replace("a", "\\u0061")).status())
        .isEqualTo(429);
  }

  @Test
  void a_bean_of_the_application_says_the_key(@ArquillianResource URL url) {
    Client one = Client.of(url).saying("X-Tenant", "one");
    assertThat(one.statuses(2, "/tenant")).containsExactly(200, 429);
    assertThat(Client.of(url).saying("X-Tenant", "two").get("/tenant").status()).isEqualTo(200);
    assertThat(Client.of(url).saying("X-Tenant", "guest").statuses(3, "/tenant")).containsOnly(200);
  }
}

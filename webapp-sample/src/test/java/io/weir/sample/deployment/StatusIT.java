package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The status page and metrics in an application in which the server asks for a login everywhere:
 * who has the token sees them all the same, and nobody else does.
 */
@ExtendWith(ArquillianExtension.class)
class StatusIT {

  private static final String TOKEN = "c4nary-token-0123456789abcdef";

  private static final String LOGIN_EVERYWHERE =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>everything</web-resource-name>
          <url-pattern>/*</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>**</role-name></auth-constraint>
      </security-constraint>
      <login-config><auth-method>BASIC</auth-method></login-config>
      """;

  @Deployment(testable = false)
  static WebArchive seen() throws IOException {
    Path token = Files.writeString(Path.of("target", "status-token").toAbsolutePath(), TOKEN);
    return Wars.withWeir(
            "seen",
            WebXml.of(
                contextParam("weir.cluster", "none"),
                contextParam("weir.status.path", "/weir"),
                contextParam("weir.status.token", "file:" + token),
                contextParam("weir.metrics.path", "/metrics"),
                contextParam("weir.metrics.token", "file:" + token),
                contextParam("weir.rate-limit.rules", "call: POST /call 2/minute per ip"),
                LOGIN_EVERYWHERE))
        .addClass(HelloServlet.class);
  }

  private static Client administrator(URL url) {
    return Client.of(url).saying("Authorization", "Bearer " + TOKEN);
  }

  private static String text(Answer answer, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(answer.body());
    assertThat(found.find()).as(answer.body()).isTrue();
    return found.group(1);
  }

  @Test
  void who_has_the_token_need_not_log_in(@ArquillianResource URL url) {
    assertThat(administrator(url).get("/weir").body()).contains("<title>Weir</title>");
    assertThat(administrator(url).get("/weir/page.js").status()).isEqualTo(200);
    assertThat(administrator(url).get("/metrics").body()).contains("weir_build_info");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/weir", "/weir/status", "/metrics", "/weir;x=1/status", "/%77eir/status"})
  void nobody_else_sees_anything(String path, @ArquillianResource URL url) {
    for (Client stranger :
        new Client[] {
          Client.of(url),
          Client.of(url).saying("Authorization", "Bearer wrong"),
          Client.of(url).saying("X-Forwarded-For", "127.0.0.1")
        }) {
      Answer answer = stranger.get(path);
      assertThat(answer.status()).as(path).isBetween(400, 499);
      assertThat(answer.body()).doesNotContain("\"filters\"", "<title>Weir</title>", "weir_build");
    }
  }

  @Test
  void a_refusal_is_explained_and_given_back(@ArquillianResource URL url) {
    Client caller = Client.of(url);
    assertThat(caller.post("/call").status()).isEqualTo(401);
    assertThat(caller.post("/call").status()).isEqualTo(401);
    Answer refused = caller.post("/call");
    assertThat(refused.status()).isEqualTo(429);
    String id = text(refused, "instance");
    Client page =
        administrator(url)
            .saying("Content-Type", "application/json")
            .saying("X-Weir-Token", text(administrator(url).get("/weir/status"), "token"));

    Answer explained = page.send("POST", "/weir/explain", "{\"id\":\"%s\"}".formatted(id));

    assertThat(explained.body()).contains("\"rule\":\"call\"", "\"left\":\"0 of 2\"");
    assertThat(
            page.send(
                    "POST",
                    "/weir/act",
                    "{\"filter\":\"rate-limit\",\"line\":\"call\",\"action\":\"reset\",\"key\":\"%s\"}"
                        .formatted(text(explained, "key")))
                .status())
        .isEqualTo(200);
    assertThat(caller.post("/call").status()).isEqualTo(401);
  }
}

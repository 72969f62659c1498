package io.weir.sample.deployment;

import static io.weir.sample.deployment.Visitor.Try.REFUSED;
import static io.weir.sample.deployment.Visitor.Try.RIGHT;
import static io.weir.sample.deployment.Visitor.Try.WRONG;
import static io.weir.sample.deployment.WebXml.cors;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static io.weir.sample.deployment.WebXml.servlet;
import static io.weir.sample.servers.RealmUsers.password;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.servers.Node;
import io.weir.sample.servers.NodeSettings;
import io.weir.sample.servers.PayaraMicro;
import io.weir.sample.servers.RealmUsers;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The essentials on the newest server, which has Jakarta EE 11. It needs a JDK 21 or newer, so the
 * build runs it on another one than its own.
 */
class PayaraMicroIT {

  private static final String APP = "https://app.example.com";

  @SuppressWarnings("NullAway.Init") // Started before the tests.
  private static Node node;

  @BeforeAll
  static void start(@TempDir Path directory) {
    node =
        PayaraMicro.start(
            NodeSettings.named("newest").variable("WEIR_TRUSTED_PROXIES", "127.0.0.1"),
            // It loads none after one that fails.
            Stream.of(limited(), loginPage(), mistaken())
                .map(war -> exported(war, directory))
                .toList());
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static WebArchive limited() {
    return Wars.withWeir(
        "limited",
        WebXml.of(
            cors(initParam("allowed-origins", APP)),
            limits(initParam("rules", "hello: /hello 2/minute"))));
  }

  private static WebArchive loginPage() {
    return Wars.withWeir(
            "login",
            WebXml.of(
                limits(
                    initParam(
                        "rules",
                        "pair: POST /j_security_check 5/minute per ip+param:j_username"
                            + " counting failures")),
                servlet(PageOfUser.class, "/page/*", ""),
                """
                <security-constraint>
                  <web-resource-collection>
                    <web-resource-name>page</web-resource-name>
                    <url-pattern>/page/*</url-pattern>
                  </web-resource-collection>
                  <auth-constraint><role-name>user</role-name></auth-constraint>
                </security-constraint>
                <security-role><role-name>user</role-name></security-role>
                """))
        .addClasses(PageOfUser.class, LoginByForm.class, OwnUsers.class, RealmUsers.class)
        .addAsWebInfResource(Wars.BEANS, "beans.xml")
        .addAsWebInfResource(Wars.ROLES, "glassfish-web.xml")
        .addAsWebResource(new StringAsset("who are you?"), "login.html")
        .addAsWebResource(new StringAsset("not so"), "wrong.html");
  }

  private static WebArchive mistaken() {
    return Wars.withWeir(
        "mistaken", WebXml.of(limits(initParam("rules", "hello: /hello 2/minuet"))));
  }

  private static Path exported(WebArchive war, Path directory) {
    Path file = directory.resolve(war.getName());
    war.as(ZipExporter.class).exportTo(file.toFile());
    return file;
  }

  private static Client of(String application) {
    try {
      return Client.of(node.uri("/%s/".formatted(application)).toURL());
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void each_client_has_its_own_limit() {
    Client client = of("limited");
    assertThat(client.statuses(3, "/hello")).containsExactly(200, 200, 429);
    assertThat(of("limited").get("/hello").status()).isEqualTo(200);
  }

  @Test
  void pages_of_foreign_origins_are_refused() {
    Answer allowed = of("limited").saying("Origin", APP).get("/hello");
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    assertThat(of("limited").saying("Origin", "https://evil.example").get("/hello").status())
        .isEqualTo(403);
  }

  @Test
  void after_five_wrong_passwords_the_right_one_is_refused_too() {
    Client client = of("login");
    assertThat(
            Stream.iterate(0, i -> i + 1)
                .limit(6)
                .map(i -> Visitor.of(client).comesFor("alice", "guess-" + i)))
        .containsExactly(WRONG, WRONG, WRONG, WRONG, WRONG, REFUSED);
    assertThat(Visitor.of(client).comesFor("alice", password("alice"))).isEqualTo(REFUSED);
    assertThat(Visitor.of(of("login")).comesFor("alice", password("alice"))).isEqualTo(RIGHT);
  }

  @Test
  void a_mistake_stops_the_application() {
    assertThat(of("mistaken").get("/hello").status()).isEqualTo(404);
    assertThat(node.logText()).contains("rules, line 1: \"2/minuet\": no unit \"minuet\";");
  }
}

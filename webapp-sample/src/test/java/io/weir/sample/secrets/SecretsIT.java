package io.weir.sample.secrets;

import static io.weir.sample.secrets.Safe.CONFIG;
import static io.weir.sample.secrets.Safe.IN_OLD;
import static io.weir.sample.secrets.Safe.IN_VAULT;
import static io.weir.sample.secrets.Safe.PLANTED;
import static io.weir.sample.secrets.Safe.PROBE;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.weir.sample.servers.DeploymentFailed;
import io.weir.sample.servers.Node;
import io.weir.sample.servers.NodeSettings;
import io.weir.sample.servers.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Secrets of applications on both servers, which log all that they can: one server of each kind,
 * and one application after the other.
 */
@ParameterizedClass
@EnumSource
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecretsIT {

  private static final String IN_CLEAR = "hunter2-in-the-war";
  private static final Path SAMPLE =
      Path.of(System.getProperty("sample.war", "target/webapp-sample.war"));

  @TempDir private static Path directory;
  private static Safe safe;

  @SuppressWarnings("NullAway.Init") // Started before each class of tests.
  private static Node node;

  private final HttpClient client = HttpClient.newHttpClient();

  private final Server server;

  SecretsIT(Server server) {
    this.server = server;
  }

  @BeforeAll
  static void open() throws Exception {
    safe = Safe.open(directory);
  }

  @AfterAll
  static void close() {
    safe.close();
  }

  @BeforeParameterizedClassInvocation
  static void start(Server server) {
    safe.furnish();
    node =
        server.start(
            NodeSettings.named("secrets")
                // Not SHOP_EARLY: that, MicroProfile Config itself takes for shop.early.
                .variable("BEFORE_ALL", "before all others")
                // WildFly lists these as shop.api.key and shop.dbpassword too.
                .variable("WEIR_SECRETS_SHOP_API_KEY", "env:KEY_OF_SHOP")
                .variable("WEIR_SECRETS_SHOP_DBPASSWORD", "env:KEY_OF_SHOP")
                .variable("WEIR_SECRETS_MAX_STALE", "24h")
                .variable("KEY_OF_SHOP", "of a variable")
                .variable("OF_A_FILE_FILE", directory.resolve("init").toString())
                .variable("KEY_OF_SPEECH", "of the environment")
                .variable("KEY_OF_TELEPHONY", "of the environment")
                .variable("PASSWORD_OF_MAIL", "of the environment")
                .variable("PASSWORD_OF_DIRECTORY", "of the environment")
                .property("weir.cluster", "none")
                .property("shop.planted", PLANTED)
                .property("shop.property", "as it was"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    node.close();
  }

  /** The deployer reads which secret, where it should be, and why it cannot be read. */
  @Test
  @Order(1)
  void what_cannot_be_read_stops_the_deployment() throws IOException {
    Path inWar = safe.write("shop.war/WEB-INF/.env", "ONE=of the application\n");
    setDotEnv(inWar, "add(value=\"%s\")");
    Shop lacking =
        Shop.of(
            safe,
            """
            weir.vault.kv-version=1
            weir.secrets.shop.nothing=vault:old/shop/nothing#password
            weir.secrets.shop.lacking=file:%1$s/nowhere
            weir.secrets.shop.clear=%2$s
            %%prod.weir.secrets.allow-in-war=true
            shop.config=%2$s
            """
                .formatted(directory, IN_CLEAR));
    String told = refused(lacking);
    assertThat(told)
        .contains(
            "weir.secrets.shop.lacking: file:%s/nowhere: no such file".formatted(directory),
            "weir.secrets.shop.vault: vault:secret/shop: HTTP status 404; the mount has KV version 2, and \"secret/shop\" has no data/ after the mount;",
            "weir.key-secret (context-param): vault:secret/weir: HTTP status 404;",
            "weir.secrets.shop.nothing: vault:old/shop/nothing: HTTP status 404; nothing is stored at \"old/shop/nothing\"",
            "weir.secrets.shop.clear (configuration): must be a reference, not the secret itself:",
            "weir.secrets.allow-in-war: not allowed in the application;",
            "weir.secrets.dotenv (configuration): \"%s\": the path is inside an application;"
                .formatted(inWar),
            "shop.config (META-INF/microprofile-config.properties): remove it from the application")
        .doesNotContain(IN_CLEAR);
    assertThat(safe.leaksIn(told)).isEmpty();
  }

  @Test
  @Order(2)
  void a_vault_that_does_not_answer_stops_it() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String where = "127.0.0.1:" + silent.getLocalPort();
      assertThat(refused(Shop.atVault("https://" + where)))
          .contains(
              "weir.secrets.shop.vault: vault:*: %s does not answer within 5000 ms"
                  .formatted(where));
    }
  }

  private static String refused(Shop shop) {
    // What prints it, writes \" for a quotation mark.
    return assertThatThrownBy(() -> shop.deployOn(node))
        .isInstanceOf(DeploymentFailed.class)
        .actual()
        .toString()
        .replace("\\\"", "\"");
  }

  @Test
  @Order(3)
  void they_reach_the_application_alone() throws IOException {
    setDotEnv(
        safe.write(".env", "ONLY_THERE='of a developer'\n"),
        "write-attribute(name=value,value=\"%s\")");
    logEverything();
    Shop.of(safe).deployOn(node);
    assertThat(told()).isEqualTo(lines(atFirst()));
    exemptsWhoeverSendsThem();
    nobodyElseSeesThem();
    rotated();
    stayWhileVaultIsSealed();
    safe.furnish();
    Shop.of(safe).deployOn(node);
    assertThat(told()).isEqualTo(lines(atFirst()));
    startsWhileVaultIsSealed();
    node.undeploy(Shop.NAME);
  }

  private static Map<String, String> atFirst() {
    return Map.ofEntries(
        entry("early", "before all others"),
        entry("early-of-vault", "Tz2rM7pC"),
        entry("config", CONFIG),
        entry("vault", IN_VAULT),
        entry("old", IN_OLD),
        entry("dot-env", "of a developer"),
        entry("api-key", "of a variable"),
        entry("dbPassword", "of a variable"),
        entry("init", "of a file"),
        entry("property", "of the server, for a while"),
        entry("turned", "of the first day"),
        entry("bound", "a name in the directory"));
  }

  /** One that Weir's own setting names. */
  private void exemptsWhoeverSendsThem() {
    assertThat(isLimited("a key of somebody")).isTrue();
    assertThat(isLimited(PROBE)).isFalse();
  }

  private boolean isLimited(String probe) {
    return send(HttpRequest.newBuilder(node.uri("/shop/tell")).header("X-Probe", probe))
        .headers()
        .firstValue("X-RateLimit-Limit")
        .isPresent();
  }

  private void nobodyElseSeesThem() {
    HttpResponse<String> failed = get("fail");
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(safe.leaksIn(failed.body())).isEmpty();
    List<String> found = new ArrayList<>(search());
    int places = Integer.parseInt(found.remove(found.size() - 1).replace("in ", ""));
    assertThat(places).isGreaterThan(100);
    assertThat(found)
        .contains(
            "0 java.lang:type=Runtime SystemProperties",
            "0 property shop.planted",
            "0 attribute planted",
            "0 thread")
        .allMatch(place -> place.startsWith("0 "));
    for (String dump : List.of("Thread.print -l", "VM.system_properties", "VM.info")) {
      String printed = node.jcmd().print(dump);
      assertThat(printed).as(dump).hasSizeGreaterThan(1_000);
      assertThat(safe.leaksIn(printed)).as(dump).isEmpty();
    }
  }

  private void rotated() throws IOException {
    safe.write("property", "another");
    safe.write("config", "another${too}");
    safe.turn("of the second day");
    safe.vault().putOld("shop", Map.of("password", "newer${than}$$"));
    soon(
        () ->
            assertThat(told())
                .contains("property " + Fingerprint.of("another"))
                .contains("turned " + Fingerprint.of("of the second day")));
    if (server == Server.WILDFLY) { // Payara keeps each value for a minute.
      soon(
          () ->
              assertThat(told())
                  .contains("config " + Fingerprint.of("another${too}"))
                  .contains("old " + Fingerprint.of("newer${than}$$")));
    }
  }

  private void stayWhileVaultIsSealed() {
    String sealed = "WEIR-030: a secret cannot be read: vault:*: HTTP status 503; Vault is sealed";
    safe.vault().seal();
    soon(() -> assertThat(node.logText().contains(sealed)).isTrue());
    assertThat(told())
        .contains("turned " + Fingerprint.of("of the second day"))
        .contains("vault " + Fingerprint.of(IN_VAULT));
    safe.vault().unseal();
    safe.turn("of the third day");
    soon(() -> assertThat(told()).contains("turned " + Fingerprint.of("of the third day")));
  }

  private void startsWhileVaultIsSealed() throws IOException {
    safe.vault().seal();
    Shop.of(safe).deployOn(node);
    assertThat(told()).isEqualTo(lines(atFirst()));
    assertThat(node.logText())
        .contains("WEIR-039: using secrets that were read")
        .contains("because they cannot be read now: vault:secret/shop");
    safe.vault().unseal();
    safe.turn("of the fourth day");
    soon(() -> assertThat(told()).contains("turned " + Fingerprint.of("of the fourth day")));
  }

  @Test
  @Order(4)
  void the_sample_finds_every_key() {
    node.deploy(SAMPLE, "sample");
    assertThat(send(HttpRequest.newBuilder(node.uri("/sample/providers"))).body())
        .isEqualTo("{\"speech\":true,\"telephony\":true,\"mail\":true,\"directory\":true}");
    node.undeploy("sample");
  }

  @Test
  @Order(5)
  void nothing_stays_behind() throws IOException {
    Shop.withoutWeir().deployOn(node);
    assertThat(told()).isEqualTo(lines(Map.of("property", "as it was")));
    Predicate<String> ours = name -> name.startsWith("weir") || name.startsWith("HttpClient-");
    soon(
        () -> {
          // Of six. The JDK may hold one, the last whose records it has compared, and a thread of
          // WildFly's another, until it serves another request.
          assertThat(node.jcmd().instances("io.weir.NestedJarClassLoader")).isLessThanOrEqualTo(2);
          assertThat(node.jcmd().instances("jdk.internal.net.http.HttpClientImpl")).isZero();
          assertThat(node.jcmd().threads()).noneMatch(ours);
        });
  }

  @Test
  @Order(6)
  void the_log_holds_none() {
    node.close();
    assertThat(node.logText().contains("WEIR-035")).isTrue();
    assertThat(safe.leaksIn(node.logText())).isEmpty();
  }

  /** A system property from now on, as an administrator sets one. */
  private void setDotEnv(Path file, String onWildFly) {
    node.configure(
        server == Server.WILDFLY
            ? "/system-property=weir.secrets.dotenv:" + onWildFly.formatted(file)
            : "create-system-properties weir.secrets.dotenv=" + file);
  }

  private void logEverything() {
    if (server == Server.WILDFLY) {
      node.configure(
          "/subsystem=logging/root-logger=ROOT:write-attribute(name=level,value=TRACE)",
          // What deploys the WAR writes each of its bytes, in minutes.
          "/subsystem=logging/logger=org.jboss.remoting:add(level=INFO)",
          "/subsystem=logging/logger=org.xnio:add(level=INFO)",
          // Whoever searches its beans sees what it would print of each.
          "/subsystem=logging/logger=org.jboss.as.controller.management-operation:add(level=INFO)",
          "/subsystem=logging/console-handler=CONSOLE:write-attribute(name=level,value=ALL)");
    } else {
      node.configure(
          // What deploys, configures and serves; all of Payara would take minutes for a deployment.
          "set-log-levels io.weir=FINEST:jdk=FINEST:fish.payara=FINEST:org.apache.catalina=FINEST:org.eclipse=FINEST:jakarta.enterprise.web=FINEST:jakarta.enterprise.system.core.config=FINEST");
    }
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
  }

  /** What the application tells that finds these, and nothing else. */
  private static String lines(Map<String, String> found) {
    return Fingerprint.NAMES.stream()
        .map(name -> "%s %s\n".formatted(name, Fingerprint.of(found.get(name))))
        .collect(Collectors.joining());
  }

  private String told() {
    return get("tell").body();
  }

  private List<String> search() {
    return send(HttpRequest.newBuilder(node.uri("/shop/search")).POST(BodyPublishers.noBody()))
        .body()
        .lines()
        .toList();
  }

  private HttpResponse<String> get(String page) {
    return send(HttpRequest.newBuilder(node.uri("/shop/" + page)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static io.weir.sample.deployment.WebXml.servlet;
import static io.weir.sample.servers.RealmUsers.password;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.sample.servers.Descriptors;
import io.weir.sample.servers.RealmUsers;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords in the header {@code Authorization}, wherever and however the server checks them. */
@ExtendWith(ArquillianExtension.class)
class CredentialsIT {

  private static final String BASIC_RULE = "basic: /** 3/minute per ip counting failures of basic";

  private static final String USERS_ALONE =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>page</web-resource-name>
          <url-pattern>/page/*</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>user</role-name></auth-constraint>
      </security-constraint>
      <security-role><role-name>user</role-name></security-role>
      """;

  private static final String BASIC = login("BASIC", "file");

  private static String login(String method, String realm) {
    return "<login-config><auth-method>%s</auth-method><realm-name>%s</realm-name></login-config>"
        .formatted(method, realm);
  }

  private static WebArchive war(String name, String login, String rules) {
    return Wars.withWeir(
            name,
            WebXml.of(
                contextParam("weir.cluster", "none"),
                limits(initParam("rules", rules)),
                servlet(PageOfUser.class, "/page/*", ""),
                servlet(CredentialServlet.class, "/open/*", WebXml.ASYNC_SUPPORTED),
                "<servlet-mapping><servlet-name>%s</servlet-name><url-pattern>/page/call</url-pattern></servlet-mapping>"
                    .formatted(CredentialServlet.class.getName()),
                USERS_ALONE,
                login))
        .addClasses(PageOfUser.class, CredentialServlet.class)
        .addAsWebInfResource(Wars.ROLES, "glassfish-web.xml");
  }

  @Deployment(name = "credentials", testable = false)
  static WebArchive credentials() {
    return war("credentials", BASIC, BASIC_RULE);
  }

  /** The mechanism is in a fragment, and {@code web.xml} names none. */
  @Deployment(name = "credentials-fragment", testable = false)
  static WebArchive fragment() {
    WebArchive war = war("credentials-fragment", "", BASIC_RULE);
    String fragment =
        "<web-fragment %s><name>logins</name>%s</web-fragment>".formatted(Descriptors.WEB, BASIC);
    return war.addAsLibrary(
        ShrinkWrap.create(JavaArchive.class, "logins.jar")
            .addAsManifestResource(new StringAsset(fragment), "web-fragment.xml"));
  }

  /** The mechanism is one of Jakarta Security. */
  @Deployment(name = "credentials-jakarta", testable = false)
  static WebArchive jakarta() {
    return war("credentials-jakarta", "", BASIC_RULE)
        .addClasses(LoginByHeader.class, OwnUsers.class, RealmUsers.class)
        .addAsWebInfResource(new StringAsset(Descriptors.BEANS), "beans.xml");
  }

  /** A second rule, which decides in the filter, refuses sooner. */
  @Deployment(name = "credentials-refused", testable = false)
  static WebArchive refused() {
    return war("credentials-refused", BASIC, BASIC_RULE + "\nlate: /open/** 1/hour per param:x");
  }

  /** The same with a rule that counts failures of any login. */
  @Deployment(name = "failures-refused", testable = false)
  static WebArchive failuresRefused() {
    return war(
        "failures-refused",
        BASIC,
        "fail: /open/**, /page/** 3/minute per ip counting failures\nlate: /open/** 1/hour per param:x");
  }

  @Deployment(name = "credentials-exempt", testable = false)
  static WebArchive exempt() {
    return war("credentials-exempt", BASIC, "all: /** 3/minute per ip except role:user");
  }

  @Deployment(name = "credentials-digest", testable = false)
  static WebArchive digest() {
    return war("credentials-digest", login("DIGEST", "ApplicationRealm"), BASIC_RULE);
  }

  private static Client guesser(String application) {
    return Client.of(application).as("nobody", "guess");
  }

  private static boolean isWildFly() {
    return ServerUnderTest.find().isWildFly();
  }

  /** A page that is open to all asks the server for the user by a call. */
  @ParameterizedTest
  @ValueSource(strings = {"authenticate", "login"})
  void wrong_passwords_count_that_the_application_has_the_server_check(String call) {
    Client client = Client.of("credentials");
    assertThat(client.as("nobody", "guess").statuses(3, "/open/x?call=" + call))
        .isEqualTo(Collections.nCopies(3, 401));
    assertThat(client.as("nobody", "guess").get("/page/of").status()).isEqualTo(429);
    assertThat(client.as("aaron", password("aaron")).get("/open/x?call=" + call).status())
        .isIn(401, 429);
  }

  @ParameterizedTest
  @CsvSource({"authenticate, aaron", "login, bella"})
  void right_passwords_that_the_application_has_the_server_check_take_nothing(
      String call, String user) {
    Client client = Client.of("credentials");
    for (int i = 0; i < 6; i++) {
      assertThat(client.as(user, password(user)).get("/open/x?call=" + call).body())
          .isEqualTo("open to " + user);
    }
    assertThat(client.as("nobody", "guess").statuses(4, "/page/of"))
        .containsExactly(401, 401, 401, 429);
  }

  /** Where the server checks no password, a request with one takes nothing. */
  @Test
  void credentials_that_nobody_checks_take_nothing() {
    List<Integer> statuses = guesser("credentials").statuses(6, "/open/x");
    assertThat(statuses.get(5)).isEqualTo(isWildFly() ? 429 : 200);
  }

  @ParameterizedTest
  @CsvSource({"credentials-fragment, chris", "credentials-jakarta, chris"})
  void wrong_passwords_count_whoever_declares_the_mechanism(String application, String user) {
    assertThat(Client.of(application).as(user, password(user)).statuses(6, "/page/of"))
        .isEqualTo(Collections.nCopies(6, 200));
    for (String path : List.of("/page/of", "/open/x")) {
      assertThat(guesser(application).statuses(4, path)).as(path).endsWith(429);
    }
    assertThat(ServerUnderTest.find().logged())
        .contains(
            "WEIR-004: rule basic counts failures of Basic authentication, but web.xml names no auth-method");
  }

  /** Settled before another rule refuses, and all tokens come back. */
  @ParameterizedTest
  @ValueSource(strings = {"credentials-refused", "failures-refused"})
  void a_wrong_password_counts_although_another_rule_refuses(String application) {
    Client client = Client.of(application);
    Client wrong = client.as("nobody", "guess");
    wrong.statuses(3, "/open/x?x=1");
    // Payara has not looked at these.
    assertThat(wrong.get("/page/of").status()).isEqualTo(isWildFly() ? 429 : 401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"credentials-refused", "failures-refused"})
  void a_right_password_does_not_count_if_another_rule_refuses(String application) {
    Client client = Client.of(application);
    client.as("dora", password("dora")).statuses(6, "/open/x?x=2");
    assertThat(client.as("nobody", "guess").statuses(4, "/page/of"))
        .containsExactly(401, 401, 401, 429);
  }

  /** Streams that are open, and polls that time out. */
  @ParameterizedTest
  @ValueSource(strings = {"/page/call", "/open/x"})
  void streams_and_polls_of_honest_users_hold_no_tokens(String path) throws IOException {
    Client client = Client.of("credentials");
    Client honest = client.as("elias", password("elias"));
    List<InputStream> streams = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      streams.add(honest.open(path + "?call=stream"));
    }
    assertThat(honest.statuses(6, path + "?call=poll")).doesNotContain(401, 429);
    assertThat(honest.get("/page/of").status()).isEqualTo(200);
    streams.get(0).close();
    assertThat(honest.get(path + "?call=end").body()).isEqualTo("ended");
    for (InputStream stream : streams.subList(1, streams.size())) {
      assertThat(stream.readAllBytes()).asString().isEqualTo("data: 1\n\n");
    }
    assertThat(client.as("nobody", "guess").statuses(4, "/page/of"))
        .containsExactly(401, 401, 401, 429);
  }

  /** Windows begins so, and tokens of APIs are no passwords. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Negotiate YIIJvwYGKwYBBQUCoIIJszCCCa+gJDAi", "Bearer eyJhbGciOiJub25lIn0"})
  void other_schemes_take_nothing(String credentials) {
    Client client = Client.of("credentials");
    assertThat(client.saying("Authorization", credentials).statuses(6, "/page/of"))
        .isEqualTo(Collections.nCopies(6, 401));
    assertThat(client.as("nobody", "guess").statuses(4, "/page/of"))
        .containsExactly(401, 401, 401, 429);
    assertThat(client.saying("Authorization", credentials).get("/page/of").status()).isEqualTo(401);
  }

  /** Whatever a request with a password calls itself. */
  @Test
  void a_wrong_password_in_a_preflight_counts() {
    Client client = Client.of("credentials");
    Client preflight =
        client
            .as("nobody", "guess")
            .saying("Origin", "https://app.example.com")
            .saying("Access-Control-Request-Method", "X");
    assertThat(preflight.statuses(3, "OPTIONS", "/page/of", ""))
        .isEqualTo(Collections.nCopies(3, 401));
    assertThat(client.as("nobody", "guess").get("/page/of").status()).isEqualTo(429);
  }

  @Test
  void streams_and_the_right_password_pass_as_long_as_one_token_is_left() throws IOException {
    Client client = Client.of("credentials");
    Client honest = client.as("bella", password("bella"));
    Client guess = client.as("nobody", "guess");
    assertThat(guess.statuses(2, "/page/of")).containsExactly(401, 401);
    List<InputStream> streams = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      streams.add(honest.open("/page/call?call=stream"));
      assertThat(honest.get("/page/call?call=poll").status()).isNotIn(401, 429);
      assertThat(honest.get("/page/of").status()).isEqualTo(200);
    }
    assertThat(guess.get("/page/of").status()).isEqualTo(401);
    assertThat(honest.get("/page/of").status()).isEqualTo(429);
    Client other = Client.of("credentials").as("bella", password("bella"));
    assertThat(other.get("/page/call?call=end").body()).isEqualTo("ended");
    for (InputStream stream : streams) {
      assertThat(stream.readAllBytes()).asString().isEqualTo("data: 1\n\n");
    }
    assertThat(honest.get("/page/of").status()).isEqualTo(429);
  }

  /** The right password does not help at an address that has no tokens left. */
  @ParameterizedTest
  @ValueSource(strings = {"Basic", "basic", "BASIC", "bAsIc"})
  void an_exempt_user_just_below_and_just_at_the_limit_of_the_address(String scheme) {
    Client client = Client.of("credentials-exempt");
    Client wrong = client.as(scheme, "nobody", "guess");
    Client right = client.as(scheme, "fiona", password("fiona"));
    assertThat(wrong.statuses(2, "/page/of")).containsExactly(401, 401);
    for (int i = 0; i < 6; i++) {
      Answer answer = right.get("/page/of");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers().firstValue("RateLimit")).isEmpty();
      assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).isEmpty();
    }
    assertThat(wrong.get("/page/of").status()).isEqualTo(401);
    assertThat(right.get("/page/of").status()).isEqualTo(429);
    assertThat(wrong.get("/page/of").status()).isEqualTo(429);
  }

  private static void assumeDigest() {
    // The realm file of Payara stores no password that Digest could be checked with.
    assumeTrue(isWildFly());
  }

  @Test
  void a_right_digest_takes_nothing_also_if_nonces_come_out_of_order() {
    assumeDigest();
    Client client = Client.of("credentials-digest");
    Digest digest = Digest.of(client.get("/page/of"), "/credentials-digest/page/of");
    List<Integer> statuses = new ArrayList<>();
    for (int count : new int[] {1, 2, 5, 3, 4, 4, 1, 6}) {
      statuses.add(
          client
              .saying("Authorization", digest.as("gina", password("gina"), count))
              .get("/page/of")
              .status());
    }
    assertThat(statuses).startsWith(200, 200, 200).doesNotContain(429);
    assertThat(guesses(client, digest, 4)).containsExactly(401, 401, 401, 429);
  }

  /** The server asks for another nonce; the password may be right. */
  @Test
  void a_digest_with_an_old_nonce_takes_nothing() {
    assumeDigest();
    Client client = Client.of("credentials-digest");
    Digest digest = Digest.of(client.get("/page/of"), "/credentials-digest/page/of");
    for (int i = 0; i < 6; i++) {
      Answer answer =
          client
              .saying("Authorization", digest.withOldNonce().as("gina", password("gina"), i + 1))
              .get("/page/of");
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).contains("stale=true");
    }
    assertThat(
            client
                .saying("Authorization", digest.as("gina", password("gina"), 1))
                .get("/page/of")
                .status())
        .isEqualTo(200);
  }

  private static List<Integer> guesses(Client client, Digest digest, int times) {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Digest fresh = i < times - 1 ? Digest.of(client.get("/page/of"), digest.uri()) : digest;
      statuses.add(
          client.saying("Authorization", fresh.as("nobody", "guess", 1)).get("/page/of").status());
    }
    return statuses;
  }
}

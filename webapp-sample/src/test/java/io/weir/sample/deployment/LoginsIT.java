package io.weir.sample.deployment;

import static io.weir.sample.deployment.Visitor.Try.REFUSED;
import static io.weir.sample.deployment.Visitor.Try.RIGHT;
import static io.weir.sample.deployment.Visitor.Try.WRONG;
import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.cors;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static io.weir.sample.deployment.WebXml.servlet;
import static io.weir.sample.servers.RealmUsers.password;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.deployment.Visitor.Try;
import io.weir.sample.servers.Descriptors;
import io.weir.sample.servers.RealmUsers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logins that the container answers, and no filter of the application ever sees, count. Each test
 * has users of its own: WildFly, too, remembers who has failed.
 */
@ExtendWith(ArquillianExtension.class)
class LoginsIT {

  private static final String APP = "https://app.example.com";

  private static final String RULES =
      """
      pair:    POST /j_security_check  5/minute per ip+param:j_username  counting failures
      address: POST /j_security_check  20/hour  per ip                   counting failures
      page:    GET  /page/**, /own/**  5/minute per ip                   counting failures
      """;

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

  private static final String FORM =
      """
      <login-config>
        <auth-method>FORM</auth-method>
        <form-login-config>
          <form-login-page>/login.html</form-login-page>
          <form-error-page>/wrong.html</form-error-page>
        </form-login-config>
      </login-config>
      """;

  private static final String BASIC =
      "<login-config><auth-method>BASIC</auth-method><realm-name>file</realm-name></login-config>";

  @Deployment(name = "form", testable = false)
  static WebArchive form() {
    return war("form", FORM);
  }

  @Deployment(name = "jakarta-form", testable = false)
  static WebArchive jakartaForm() {
    return ofJakartaSecurity(war("jakarta-form", ""), LoginByForm.class);
  }

  @Deployment(name = "basic", testable = false)
  static WebArchive basic() {
    return war("basic", BASIC);
  }

  @Deployment(name = "jakarta-basic", testable = false)
  static WebArchive jakartaBasic() {
    return ofJakartaSecurity(war("jakarta-basic", ""), LoginByHeader.class);
  }

  /** Passwords in a header, on every path. */
  @Deployment(name = "basic-anywhere", testable = false)
  static WebArchive basicAnywhere() {
    return war(
        "basic-anywhere", BASIC, "", "basic: /** 5/minute per ip counting failures of basic");
  }

  /** A rule that exempts users, and no CORS filter. */
  @Deployment(name = "exempt-basic", testable = false)
  static WebArchive exemptBasic() {
    return war("exempt-basic", BASIC, "", "all: /** 5/minute per ip except role:user");
  }

  @Deployment(name = "exempt-form", testable = false)
  static WebArchive exemptForm() {
    return war(
        "exempt-form",
        FORM,
        "",
        """
        all:  /** 5/minute per ip except role:user
        pair: /j_security_check 5/minute per ip+param:j_username counting failures
        """);
  }

  private static WebArchive war(String name, String login) {
    return war(name, login, cors(initParam("allowed-origins", APP)), RULES);
  }

  private static WebArchive war(String name, String login, String cors, String rules) {
    String webXml =
        WebXml.of(
            contextParam("weir.cluster", "none"),
            cors,
            limits(initParam("rules", rules)),
            servlet(PageOfUser.class, "/page/*", ""),
            "<servlet-mapping><servlet-name>%s</servlet-name><url-pattern>/own/*</url-pattern></servlet-mapping>"
                .formatted(PageOfUser.class.getName()),
            USERS_ALONE,
            login);
    return Wars.withWeir(name, webXml)
        .addClasses(PageOfUser.class)
        .addAsWebInfResource(Wars.ROLES, "glassfish-web.xml")
        .addAsWebResource(new StringAsset("who are you?"), "login.html")
        .addAsWebResource(new StringAsset("not so"), "wrong.html");
  }

  private static WebArchive ofJakartaSecurity(WebArchive war, Class<?> mechanism) {
    return war.addClasses(mechanism, OwnUsers.class, RealmUsers.class)
        .addAsWebInfResource(new StringAsset(Descriptors.BEANS), "beans.xml");
  }

  private static List<Try> wrong(int times, Client client, String name) {
    return IntStream.range(0, times)
        .mapToObj(i -> Visitor.of(client).comesFor(name, "guess-" + i))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"form, alice", "jakarta-form, bob"})
  void after_five_wrong_passwords_the_right_one_is_refused_too(String application, String user) {
    Client client = Client.of(application);
    assertThat(wrong(6, client, user)).containsExactly(WRONG, WRONG, WRONG, WRONG, WRONG, REFUSED);
    assertThat(Visitor.of(client).comesFor(user, password(user))).isEqualTo(REFUSED);
    assertThat(Visitor.of(Client.of(application)).comesFor(user, password(user))).isEqualTo(RIGHT);
  }

  @ParameterizedTest
  @CsvSource({"form, carol", "jakarta-form, dave"})
  void of_two_hundred_guesses_at_once_five_reach_the_login(String application, String user) {
    Client client = Client.of(application);
    ExecutorService threads = Executors.newFixedThreadPool(40);
    try {
      List<CompletableFuture<Integer>> guesses =
          IntStream.range(0, 200)
              .mapToObj(i -> Visitor.form(user, "guess-" + i))
              .map(
                  form ->
                      CompletableFuture.supplyAsync(
                          () -> client.send("POST", "/j_security_check", form).status(), threads))
              .toList();
      assertThat(guesses.stream().map(CompletableFuture::join).filter(status -> status != 429))
          .hasSizeBetween(1, 5);
    } finally {
      threads.shutdown();
    }
    assertThat(Visitor.of(client).comesFor(user, password(user))).isEqualTo(REFUSED);
  }

  @ParameterizedTest
  @CsvSource({"form, erin", "jakarta-form, frank"})
  void the_right_password_is_never_too_often(String application, String user) {
    Client client = Client.of(application);
    assertThat(Stream.generate(() -> Visitor.of(client).comesFor(user, password(user))).limit(30))
        .containsOnly(RIGHT);
  }

  @ParameterizedTest
  @CsvSource({"form, grace", "jakarta-form, heidi"})
  void a_success_is_the_end_of_earlier_failures(String application, String user) {
    Client client = Client.of(application);
    // One less than the limit allows: the server answers before what a success took is given back.
    for (int i = 0; i < 2; i++) {
      assertThat(wrong(3, client, user)).containsOnly(WRONG);
      assertThat(Visitor.of(client).comesFor(user, password(user))).isEqualTo(RIGHT);
    }
  }

  @ParameterizedTest
  @CsvSource({"form, ivan", "jakarta-form, judy"})
  void an_address_guesses_at_no_more_than_twenty_names_although_one_is_its_own(
      String application, String user) {
    Client client = Client.of(application);
    for (int i = 0; i < 20; i++) {
      assertThat(wrong(1, client, "nobody-" + i)).containsExactly(WRONG);
      if (i < 18) {
        assertThat(Visitor.of(client).comesFor(user, password(user))).isEqualTo(RIGHT);
      }
    }
    assertThat(wrong(1, client, "nobody-20")).containsExactly(REFUSED);
  }

  /** The server answers a login before its tokens are given back: nothing is gained by that. */
  @ParameterizedTest
  @CsvSource({"form, trent", "jakarta-form, victor"})
  void logins_to_an_account_of_ones_own_at_once_buy_no_guesses(String application, String user) {
    Client client = Client.of(application);
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try {
      List<CompletableFuture<Boolean>> guesses = new ArrayList<>();
      List<CompletableFuture<Try>> own = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        // Of two names that rules take for one.
        String form = Visitor.form(i % 2 == 0 ? "nobody" : "NoBody", "guess-" + i);
        guesses.add(
            CompletableFuture.supplyAsync(
                () -> client.send("POST", "/j_security_check", form).status() != 429, threads));
        own.add(
            CompletableFuture.supplyAsync(
                () -> Visitor.of(client).comesFor(user, password(user)), threads));
      }
      own.forEach(CompletableFuture::join);
      assertThat(guesses.stream().map(CompletableFuture::join).filter(passed -> passed))
          .hasSizeLessThanOrEqualTo(5);
      // A page that a rule refuses is not where the login leads to, so not each of them is RIGHT.
      assertThat(own.stream().map(CompletableFuture::join)).contains(RIGHT);
    } finally {
      threads.shutdown();
    }
    assertThat(wrong(1, client, "nobody")).containsExactly(REFUSED);
  }

  /** The container knows the guesser by the session; that is no success of the guess. */
  @ParameterizedTest
  @CsvSource({"form, mallory, niaj", "jakarta-form, mallory, olivia"})
  void a_session_of_ones_own_makes_no_guess_a_success(
      String application, String guesser, String victim) {
    Visitor visitor = Visitor.of(Client.of(application));
    assertThat(visitor.comesFor(guesser, password(guesser))).isEqualTo(RIGHT);
    assertThat(visitor.get("/page/of?x=1").body()).isEqualTo("GET by mallory: null");
    assertThat(IntStream.range(0, 6).mapToObj(i -> visitor.logsIn(victim, "guess-" + i)))
        .containsExactly(WRONG, WRONG, WRONG, WRONG, WRONG, REFUSED);
  }

  /** However the login is spelled: who is let in by it is also refused by it. */
  @ParameterizedTest
  @CsvSource({
    "GET, /j_security_check?j_username=peggy&j_password=",
    "POST, /j_security_check?j_username=peggy&j_password=",
    "OPTIONS, /j_security_check?j_username=peggy&j_password=",
    "ANY, /j_security_check?j_username=peggy&j_password=",
    "POST, /page/deep/j_security_check?j_username=peggy&j_password=",
    "POST, /j_security_check;x=1?j_username=peggy&j_password=",
    "POST, /j_security_check%3Bx=1?j_username=peggy&j_password=",
    "POST, /page/of;a=%2Fj_security_check?j_username=peggy&j_password=",
    "POST, /%6a_security_check?j_username=peggy&j_password=",
    "POST, //j_security_check?j_username=peggy&j_password=",
    "POST, /x/../j_security_check?j_username=peggy&j_password=",
    "POST, /j_security_check?j_username=peggy&j_username=x&j_password=",
    "POST, /j_security_check?j_username=%70eggy&j_password=",
  })
  void every_spelling_of_a_login_counts(String method, String path) {
    boolean letsIn =
        Client.of("form").send(method, path + password("peggy"), "").header("Location").length()
            > 0;
    Client client = Client.of("form");
    int last = 0;
    for (int i = 0; i < 6; i++) {
      // One password that is wrong: WildFly counts the others, and locks the user out.
      last =
          client
              .send(method, path.replace("peggy", "nobody").replace("%70eggy", "nobody"), "")
              .status();
    }
    assertThat(!letsIn || last == 429).as("lets in: %s, last: %d", letsIn, last).isTrue();
  }

  @Test
  void the_request_that_asked_for_the_login_is_not_lost() {
    Visitor visitor = Visitor.of(Client.of("form"));
    assertThat(visitor.post("/page/post", "text=hello").body()).isEqualTo("who are you?");
    String before = visitor.session();
    Answer login = visitor.post("/j_security_check", Visitor.form("rupert", password("rupert")));
    assertThat(login.header("Location")).endsWith("/page/post");
    assertThat(visitor.get("/page/post").body()).isEqualTo("POST by rupert: hello");
    assertThat(visitor.session()).isNotEqualTo(before);
  }

  @Test
  void pages_of_other_origins_read_the_refusal() {
    Client page = Client.of("form").saying("Origin", APP);
    List<Answer> answers =
        IntStream.range(0, 6)
            .mapToObj(i -> page.send("POST", "/j_security_check", Visitor.form("trent", "guess")))
            .toList();
    assertThat(answers.get(5).status()).isEqualTo(429);
    assertThat(answers)
        .extracting(answer -> answer.header("Access-Control-Allow-Origin"))
        .containsOnly(APP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"form", "jakarta-form"})
  void who_is_only_shown_the_form_is_not_counted(String application) {
    Client client = Client.of(application);
    assertThat(client.statuses(12, "/page/of")).containsOnly(200);
  }

  @ParameterizedTest
  @CsvSource({"basic, sybil", "jakarta-basic, victor"})
  void after_five_wrong_passwords_in_the_header_the_right_one_is_refused_too(
      String application, String user) {
    Client client = Client.of(application);
    assertThat(client.as(user, "guess").statuses(6, "/page/of"))
        .containsExactly(401, 401, 401, 401, 401, 429);
    assertThat(client.as(user, password(user)).get("/page/of").status()).isEqualTo(429);
    assertThat(Client.of(application).as(user, password(user)).get("/page/of").body())
        .isEqualTo("GET by %s: null".formatted(user));
  }

  @ParameterizedTest
  @CsvSource({"basic, wendy", "jakarta-basic, wendy"})
  void the_right_password_in_the_header_is_never_too_often(String application, String user) {
    assertThat(Client.of(application).as(user, password(user)).statuses(12, "/page/of"))
        .isEqualTo(Collections.nCopies(12, 200));
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "jakarta-basic"})
  void who_is_only_asked_for_a_password_is_not_counted(String application) {
    assertThat(Client.of(application).statuses(12, "/page/of")).containsOnly(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"form", "jakarta-form", "basic", "jakarta-basic"})
  void a_challenge_of_the_application_itself_is_a_failure(String application) {
    assertThat(Client.of(application).statuses(6, "/own/of"))
        .containsExactly(401, 401, 401, 401, 401, 429);
  }

  /** WildFly checks a password on every path, Payara where one is needed. */
  @ParameterizedTest
  @ValueSource(strings = {"/page/of", "/login.html", "/nowhere"})
  void wrong_passwords_count_wherever_the_server_checks_them(String path) {
    Client client = Client.of("basic-anywhere");
    List<Integer> statuses = client.as("nobody", "guess").statuses(6, path);
    boolean checked = statuses.contains(401);
    assertThat(statuses.get(5)).isEqualTo(checked ? 429 : statuses.get(0));
    assertThat(client.get("/login.html").status()).isEqualTo(200);
  }

  @Test
  void what_the_application_answers_is_no_failure_of_the_servers_authentication() {
    Client client = Client.of("basic-anywhere");
    assertThat(client.as("xavier", password("xavier")).statuses(12, "/page/of"))
        .isEqualTo(Collections.nCopies(12, 200));
    assertThat(client.as("xavier", password("xavier")).statuses(12, "/own/of"))
        .isEqualTo(Collections.nCopies(12, 401));
    assertThat(client.saying("Authorization", "Bearer token").statuses(12, "/login.html"))
        .isEqualTo(Collections.nCopies(12, 200));
    assertThat(client.statuses(12, "/page/of")).isEqualTo(Collections.nCopies(12, 401));
  }

  /** A cookie that only claims a single sign-on changes nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"none=x", "JSESSIONIDSSO=x", "JSESSIONID=x"})
  void a_rule_that_exempts_users_counts_wrong_passwords(String cookie) {
    Client client = Client.of("exempt-basic").saying("Cookie", cookie);
    assertThat(client.as("nobody", "guess").statuses(6, "/page/of"))
        .containsExactly(401, 401, 401, 401, 401, 429);
  }

  @Test
  void an_exempt_user_with_the_right_password_takes_no_token() {
    Client client = Client.of("exempt-basic");
    assertThat(client.as("nobody", "guess").statuses(4, "/page/of")).containsOnly(401);
    for (int i = 0; i < 12; i++) {
      Answer answer = client.as("yvonne", password("yvonne")).get("/page/of");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).isEmpty();
    }
    assertThat(client.as("nobody", "guess").statuses(2, "/page/of")).containsExactly(401, 429);
  }

  @Test
  void an_exempt_user_with_a_session_is_never_refused() {
    Client client = Client.of("exempt-form");
    Visitor visitor = Visitor.of(client);
    assertThat(visitor.comesFor("zoe", password("zoe"))).isEqualTo(RIGHT);
    client.statuses(6, "/login.html");
    assertThat(client.get("/login.html").status()).isEqualTo(429);
    for (int i = 0; i < 6; i++) {
      assertThat(visitor.get("/page/of?x=1").status()).isEqualTo(200);
    }
  }

  /** The server takes the right password whatever the request calls itself. */
  @ParameterizedTest
  @ValueSource(strings = {"POST", "GET", "X"})
  void a_guess_in_a_preflight_counts(String asked) {
    Client client =
        Client.of("exempt-form")
            .saying("Origin", APP)
            .saying("Access-Control-Request-Method", asked);
    String path = "/j_security_check?j_username=nobody&j_password=guess";
    int last = 0;
    for (int i = 0; i < 6; i++) {
      last = client.send("OPTIONS", path, "").status();
    }
    assertThat(last).isEqualTo(429);
  }
}

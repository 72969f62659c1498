package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static io.weir.sample.deployment.WebXml.servlet;
import static io.weir.sample.servers.RealmUsers.password;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another site makes its visitors post wrong logins; nobody is locked out by it. */
@ExtendWith(ArquillianExtension.class)
class SameSiteIT {

  private static final String NAME = "same-site";
  private static final String FOREIGN = "https://evil.example";
  private static final String PARTNER = "https://partner.example.com";

  private static final String RULES =
      """
      pair:    /j_security_check, /login  5/minute per ip+param:j_username counting failures same-site
      address: /j_security_check, /login  30/hour  per ip counting failures same-site block 10 minutes
      page:    /page/**                   9/minute per ip counting failures same-site
      """;

  private static final String FORM =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>page</web-resource-name>
          <url-pattern>/page/*</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>user</role-name></auth-constraint>
      </security-constraint>
      <security-role><role-name>user</role-name></security-role>
      <login-config>
        <auth-method>FORM</auth-method>
        <form-login-config>
          <form-login-page>/login.html</form-login-page>
          <form-error-page>/wrong.html</form-error-page>
        </form-login-config>
      </login-config>
      """;

  @Deployment(testable = false)
  static WebArchive war() {
    String webXml =
        WebXml.of(
            contextParam("weir.cors.allowed-origins", PARTNER),
            contextParam("weir.cors.refuse", "false"),
            limits(initParam("rules", RULES)),
            servlet(PageOfUser.class, "/page/*", ""),
            FORM);
    return Wars.withWeir(NAME, webXml)
        .addClasses(PageOfUser.class, LoginServlet.class)
        .addAsWebInfResource(Wars.ROLES, "glassfish-web.xml")
        .addAsWebResource(new StringAsset("who are you?"), "login.html")
        .addAsWebResource(new StringAsset("not so"), "wrong.html");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/j_security_check", "/page/deep/j_security_check", "/login"})
  void hundred_posts_of_a_foreign_page_lock_nobody_out(String path) {
    Client office = Client.of(NAME);
    for (Client driveBy :
        new Client[] {
          office.saying("Origin", FOREIGN),
          office.saying("Sec-Fetch-Site", "cross-site"),
          office.saying("Origin", "null")
        }) {
      assertThat(driveBy.statuses(34, "POST", path, Visitor.form("alice", "guess")))
          .containsOnly(403);
      assertThat(driveBy.send("POST", path, Visitor.form("alice", "guess")).body())
          .contains("Pages of other sites must not send this request");
    }
    assertThat(Visitor.of(office).comesFor("alice", password("alice")))
        .isEqualTo(Visitor.Try.RIGHT);
  }

  /** The right name and password do not log a visitor in, either, as somebody else. */
  @Test
  void a_foreign_page_logs_nobody_in() {
    Visitor visitor = Visitor.of(Client.of(NAME).saying("Origin", FOREIGN));
    visitor.get("/page/of?x=1");
    assertThat(visitor.post("/j_security_check", Visitor.form("bob", password("bob"))).status())
        .isEqualTo(403);
    assertThat(visitor.get("/page/of?x=1").body()).isEqualTo("who are you?");
  }

  /** Payara takes a login by GET, too. */
  @Test
  void a_foreign_link_logs_nobody_in() {
    Client link = Client.of(NAME).saying("Sec-Fetch-Site", "cross-site");
    assertThat(link.get("/j_security_check?" + Visitor.form("bob", password("bob"))).status())
        .isEqualTo(403);
    assertThat(link.get("/login?" + Visitor.form("bob", "guess")).status()).isEqualTo(403);
  }

  @Test
  void a_portal_links_to_the_login_and_to_the_pages_behind_it() {
    Client portal =
        Client.of(NAME).saying("Sec-Fetch-Site", "cross-site").saying("Sec-Fetch-Mode", "navigate");
    assertThat(portal.statuses(12, "/page/of")).containsOnly(200);
    assertThat(portal.get("/login.html").body()).isEqualTo("who are you?");
  }

  @Test
  void pages_of_the_application_and_of_named_origins_log_in() {
    String own = Client.of(NAME).application().toString().replaceFirst("(?<=\\d)/.*", "");
    Stream.of(
            Client.of(NAME).saying("Origin", own),
            Client.of(NAME).saying("Origin", own.replace("http:", "https:")),
            Client.of(NAME).saying("Origin", "null").saying("Sec-Fetch-Site", "same-origin"),
            Client.of(NAME).saying("Origin", PARTNER).saying("Sec-Fetch-Site", "cross-site"))
        .forEach(
            page ->
                assertThat(Visitor.of(page).comesFor("carol", password("carol")))
                    .isEqualTo(Visitor.Try.RIGHT));
  }
}

package io.weir.sample.applications;

import static io.weir.sample.applications.CountedLogins.Attempt.REFUSED;
import static io.weir.sample.applications.CountedLogins.Attempt.RIGHT;
import static io.weir.sample.applications.CountedLogins.Attempt.WRONG;

import io.weir.sample.deployment.Answer;
import io.weir.sample.deployment.WebXml;
import io.weir.sample.servers.RealmUsers;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** Apache Shiro: its filter {@code authc} handles the form. */
@ExtendWith(ArquillianExtension.class)
class ShiroIT implements SamePages, CountedLogins {

  private static final String LOGIN = "/login.jsp";

  private static final String WEB_XML =
      WebXml.of(
          """
          <listener>
            <listener-class>org.apache.shiro.web.env.EnvironmentLoaderListener</listener-class>
          </listener>
          <filter>
            <filter-name>shiro</filter-name>
            <filter-class>org.apache.shiro.web.servlet.ShiroFilter</filter-class>
          </filter>
          <filter-mapping>
            <filter-name>shiro</filter-name>
            <url-pattern>/*</url-pattern>
            <dispatcher>REQUEST</dispatcher>
            <dispatcher>FORWARD</dispatcher>
            <dispatcher>INCLUDE</dispatcher>
            <dispatcher>ERROR</dispatcher>
          </filter-mapping>
          """);

  private static final String INI =
      """
      [main]
      authc.loginUrl = /login.jsp
      authc.successUrl = /account/index.jsp
      [users]
      %s
      [urls]
      /login.jsp = authc
      /logout = logout
      /account/** = authc
      /basic/** = authcBasic
      """;

  private static final String FORM =
      """
      <%@page contentType="text/html; charset=UTF-8"%>
      <p>${shiroLoginFailure}</p>
      <form method="post">
        <input name="username"><input type="password" name="password">
        <input type="checkbox" name="rememberMe" value="true"><input type="submit">
      </form>
      """;

  @Deployment(name = "shiro-0", managed = false, testable = false)
  static WebArchive alone() {
    return shiro("shiro-0");
  }

  @Deployment(name = "shiro-1", testable = false)
  static WebArchive withWeir() {
    return Applications.protect(shiro("shiro-1"), RecommendedRules.form(LOGIN, "username"));
  }

  private static WebArchive shiro(String name) {
    String users =
        List.of("alice", "bob", "carol", "dave").stream()
            .map(user -> "%s = %s".formatted(user, RealmUsers.password(user)))
            .collect(Collectors.joining("\n"));
    return Applications.empty(name)
        .setWebXML(new StringAsset(WEB_XML))
        .addAsWebInfResource(new StringAsset(INI.formatted(users)), "shiro.ini")
        .addAsWebResource(new StringAsset(FORM), "login.jsp")
        .addAsWebResource(
            new StringAsset("for users: ${pageContext.request.remoteUser}"), "account/index.jsp")
        .addAsWebResource(new StringAsset("for users"), "basic/index.html")
        .addAsLibraries(
            Applications.libraries(
                "shiro-web",
                "shiro-core",
                "shiro-lang",
                "shiro-cache",
                "shiro-event",
                "shiro-config-core",
                "shiro-config-ogdl",
                "shiro-crypto-core",
                "shiro-crypto-hash",
                "shiro-crypto-cipher",
                "commons-beanutils",
                "commons-collections",
                "encoder",
                "slf4j-api",
                // Has the packages of Commons Logging.
                "spring-jcl"));
  }

  @Override
  public String application() {
    return "shiro";
  }

  @Override
  public List<Page> pages() {
    return List.of(
        Page.get("/account/index.jsp?x=1"),
        Page.get(LOGIN),
        Page.head(LOGIN),
        Page.post(LOGIN, "username=alice&password=guess"),
        Page.post(LOGIN, "username=alice&password=alice-secret&rememberMe=true"),
        Page.get("/account/index.jsp?x=1"),
        Page.get("/nowhere"),
        Page.get("/account/nowhere"),
        Page.get("/logout"),
        Page.get("/account/index.jsp"),
        Page.get("/basic/index.html"),
        Page.get("/basic/index.html").with("Authorization", "Basic YWxpY2U6YWxpY2Utc2VjcmV0"),
        Page.get("/basic/index.html").with("If-Modified-Since", Page.LAST_MODIFIED));
  }

  @Override
  public List<String> varying() {
    return List.of("rememberMe=[\\w+/=]{30,}", "Expires=[^;\n]*", "expires=[^;\n]*");
  }

  @Override
  public List<Login> logins() {
    return List.of(ShiroIT::logIn);
  }

  private static Attempt logIn(Browser browser, String name, String password) {
    Answer answer =
        browser.submit(browser.get(LOGIN), LOGIN, "username", name, "password", password);
    if (answer.status() == 429) {
      return REFUSED;
    }
    return answer.header("Location").contains("/account/") ? RIGHT : WRONG;
  }
}

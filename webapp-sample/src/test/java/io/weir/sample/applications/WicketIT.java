package io.weir.sample.applications;

import static io.weir.sample.applications.CountedLogins.Attempt.REFUSED;
import static io.weir.sample.applications.CountedLogins.Attempt.RIGHT;
import static io.weir.sample.applications.CountedLogins.Attempt.WRONG;

import io.weir.sample.deployment.Answer;
import io.weir.sample.deployment.WebXml;
import io.weir.sample.servers.RealmUsers;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** Apache Wicket: forms post to the page they are on, and are answered by a redirect. */
@ExtendWith(ArquillianExtension.class)
class WicketIT implements SamePages, CountedLogins {

  private static final String WEB_XML =
      WebXml.of(
          """
          <filter>
            <filter-name>wicket</filter-name>
            <filter-class>org.apache.wicket.protocol.http.WicketFilter</filter-class>
            <init-param>
              <param-name>applicationClassName</param-name>
              <param-value>io.weir.sample.applications.WicketApplication</param-value>
            </init-param>
            <init-param>
              <param-name>configuration</param-name>
              <param-value>deployment</param-value>
            </init-param>
          </filter>
          <filter-mapping>
            <filter-name>wicket</filter-name>
            <url-pattern>/*</url-pattern>
          </filter-mapping>
          """);

  private static final String LOGIN =
      """
      <html xmlns:wicket="http://wicket.apache.org"><body>
        <div wicket:id="feedback"></div>
        <form wicket:id="form">
          <input type="text" wicket:id="username"><input type="password" wicket:id="password">
          <input type="submit">
        </form>
      </body></html>
      """;

  private static final Pattern ACTION = Pattern.compile("action=\"\\./([^\"]*)\"");

  @Deployment(name = "wicket-0", managed = false, testable = false)
  static WebArchive alone() {
    return wicket("wicket-0");
  }

  @Deployment(name = "wicket-1", testable = false)
  static WebArchive withWeir() {
    return Applications.protect(
        wicket("wicket-1"),
        RecommendedRules.form("/login", "username")
            + RecommendedRules.with(
                    "success on session", RecommendedRules.form("/show", "username"))
                .replaceAll("(?m)^(\\w+):", "show-$1:")
                .replace(", /j_security_check", ""));
  }

  private static WebArchive wicket(String name) {
    return Applications.empty(name)
        .setWebXML(new StringAsset(WEB_XML))
        .addClasses(WicketApplication.class, RealmUsers.class)
        .addAsResource(new StringAsset(LOGIN), markup("Login"))
        .addAsResource(new StringAsset("<html><body>welcome</body></html>"), markup("Welcome"))
        .addAsLibraries(
            Applications.libraries(
                "wicket-core",
                "wicket-request",
                "wicket-util",
                "openjson",
                "jdk-serializable-functional",
                "commons-collections4",
                "commons-fileupload2-core",
                "commons-fileupload2-jakarta-servlet5",
                "commons-io",
                "slf4j-api"));
  }

  private static String markup(String page) {
    return "io/weir/sample/applications/WicketApplication$%s.html".formatted(page);
  }

  @Override
  public String application() {
    return "wicket";
  }

  @Override
  public List<Page> pages() {
    return List.of(
        Page.get("/"),
        Page.get("/login"),
        Page.head("/welcome"),
        Page.get("/welcome"),
        Page.get("/nowhere"),
        Page.post("/login?0-1.-form", "username=alice&password=guess"),
        Page.post("/login?9-1.-form", "username=J%C3%BCrgen&password=guess"));
  }

  @Override
  public List<Login> logins() {
    return List.of(
        (browser, name, password) -> logIn(browser, "/login", name, password),
        (browser, name, password) -> logIn(browser, "/show", name, password));
  }

  private static Attempt logIn(Browser browser, String path, String name, String password) {
    Answer form = browser.get(browser.get(path).header("Location").replaceAll(".*-1/", "/"));
    Matcher action = ACTION.matcher(form.body());
    if (!action.find()) {
      throw new IllegalStateException(form.body());
    }
    Answer answer =
        browser.submit(
            form,
            "/" + action.group(1).replace("&amp;", "&"),
            "username",
            name,
            "password",
            password);
    if (answer.status() == 429) {
      return REFUSED;
    }
    String next = URI.create(answer.header("Location")).getPath();
    if (next.endsWith("/welcome")) {
      return RIGHT;
    }
    Answer shown = browser.get(answer.header("Location").replaceAll(".*-1/", "/"));
    return shown.body().contains("welcome") ? RIGHT : WRONG;
  }
}

package io.weir.sample.applications;

import static io.weir.sample.applications.CountedLogins.Attempt.REFUSED;
import static io.weir.sample.applications.CountedLogins.Attempt.RIGHT;
import static io.weir.sample.applications.CountedLogins.Attempt.WRONG;

import io.weir.sample.deployment.Answer;
import io.weir.sample.deployment.WebXml;
import io.weir.sample.servers.Descriptors;
import io.weir.sample.servers.RealmUsers;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The server's own Jakarta Faces: fields are named by form and field, and posts carry a state. */
@ExtendWith(ArquillianExtension.class)
class FacesIT implements SamePages, CountedLogins {

  private static final String WEB_XML =
      WebXml.of(
          """
          <servlet>
            <servlet-name>faces</servlet-name>
            <servlet-class>jakarta.faces.webapp.FacesServlet</servlet-class>
          </servlet>
          <servlet-mapping>
            <servlet-name>faces</servlet-name>
            <url-pattern>*.xhtml</url-pattern>
          </servlet-mapping>
          """);

  private static final String FORM =
      """
      <!DOCTYPE html>
      <html xmlns="http://www.w3.org/1999/xhtml" xmlns:h="jakarta.faces.html">
      <h:head><title>login</title></h:head>
      <h:body>
        <h:form id="form">
          <h:messages/>
          <h:inputText id="username" value="#{login.username}"/>
          <h:inputSecret id="password" value="#{login.password}"/>
          <h:commandButton id="go" action="#{login.%s}"/>
        </h:form>
      </h:body>
      </html>
      """;

  private static final String WELCOME =
      "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body>welcome #{login.username}</body></html>";

  private static final String FIELD = "form:username";

  @Deployment(name = "faces-0", managed = false, testable = false)
  static WebArchive alone() {
    return faces("faces-0");
  }

  @Deployment(name = "faces-1", testable = false)
  static WebArchive withWeir() {
    return Applications.protect(
        faces("faces-1"),
        RecommendedRules.form("/login.xhtml", FIELD)
            + RecommendedRules.with(
                    "success on session", RecommendedRules.form("/show.xhtml", FIELD))
                .replaceAll("(?m)^(\\w+):", "show-$1:")
                .replace(", /j_security_check", ""));
  }

  private static WebArchive faces(String name) {
    return Applications.empty(name)
        .setWebXML(new StringAsset(WEB_XML))
        .addClasses(FacesLogin.class, RealmUsers.class)
        .addAsWebInfResource(new StringAsset(Descriptors.BEANS), "beans.xml")
        .addAsWebResource(new StringAsset(FORM.formatted("send")), "login.xhtml")
        .addAsWebResource(new StringAsset(FORM.formatted("show")), "show.xhtml")
        .addAsWebResource(new StringAsset(WELCOME), "welcome.xhtml");
  }

  @Override
  public String application() {
    return "faces";
  }

  @Override
  public List<Page> pages() {
    return List.of(
        Page.get("/login.xhtml"),
        Page.head("/login.xhtml"),
        Page.get("/welcome.xhtml"),
        Page.get("/nowhere.xhtml"),
        Page.get("/nowhere"),
        Page.get("/jakarta.faces.resource/faces.js.xhtml?ln=jakarta.faces"),
        Page.get("/jakarta.faces.resource/nothing.js.xhtml"),
        Page.post("/login.xhtml", "form=form&form%3Ausername=J%C3%BCrgen&form%3Apassword=guess"),
        Page.post(
            "/login.xhtml",
            "form=form&form%3Ausername=a&form%3Apassword=b&form%3Ago=&jakarta.faces.ViewState=1%3A2"));
  }

  @Override
  public List<String> varying() {
    return List.of("name=\"jakarta.faces.ViewState\"[^>]*value=\"[^\"]*\"");
  }

  @Override
  public List<Login> logins() {
    return List.of(
        (browser, name, password) -> logIn(browser, "/login.xhtml", name, password),
        (browser, name, password) -> logIn(browser, "/show.xhtml", name, password));
  }

  private static Attempt logIn(Browser browser, String path, String name, String password) {
    Answer answer =
        browser.submit(
            browser.get(path), path, FIELD, name, "form:password", password, "form:go", "go");
    return switch (answer.status()) {
      case 429 -> REFUSED;
      case 302 -> RIGHT;
      case 200 -> answer.body().contains("welcome") ? RIGHT : WRONG;
      default -> throw new IllegalStateException("%d".formatted(answer.status()));
    };
  }
}

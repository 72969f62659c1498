package io.weir.sample.applications;

import static io.weir.sample.applications.CountedLogins.Attempt.REFUSED;
import static io.weir.sample.applications.CountedLogins.Attempt.RIGHT;
import static io.weir.sample.applications.CountedLogins.Attempt.WRONG;

import io.weir.sample.deployment.Answer;
import io.weir.sample.deployment.WebXml;
import io.weir.spring.SpringLogin;
import io.weir.spring.SpringLoginInitializer;
import io.weir.spring.WhoServlet;
import java.io.File;
import java.util.List;
import java.util.Objects;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** Spring Security: its form, and a login by JSON. */
@ExtendWith(ArquillianExtension.class)
class SpringSecurityIT implements SamePages, CountedLogins {

  @Deployment(name = "spring-0", managed = false, testable = false)
  static WebArchive alone() {
    return spring("spring-0");
  }

  @Deployment(name = "spring-1", testable = false)
  static WebArchive withWeir() {
    return Applications.protect(
        spring("spring-1"),
        RecommendedRules.form("/login", "username")
            + RecommendedRules.json("/api/login").replaceAll("(?m)^(\\w+):", "json-$1:"));
  }

  private static WebArchive spring(String name) {
    return Applications.empty(name)
        .setWebXML(new StringAsset(WebXml.of()))
        .addClasses(SpringLogin.class, SpringLoginInitializer.class, WhoServlet.class)
        // Or Payara does not start Jakarta Faces, which it finds classes for.
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
        .addAsLibraries(Objects.requireNonNull(new File("target/spring-security").listFiles()));
  }

  @Override
  public String application() {
    return "spring";
  }

  @Override
  public List<Page> pages() {
    return List.of(
        Page.get("/"),
        Page.get("/login"),
        Page.head("/login"),
        Page.get("/open/page"),
        Page.post("/login", "username=J%C3%BCrgen&password=wrong"),
        Page.get("/login?error"),
        Page.post("/api/login", "{\"username\":\"alice\",\"password\":\"wrong\"}"),
        Page.post("/api/login", "{\"username\":\"alice\",\"password\":\"right\"}"),
        Page.get("/page"),
        Page.post("/login", "username=bob&password=right"),
        Page.get("/page"),
        Page.get("/page").with("Authorization", "Basic bm9ib2R5Omd1ZXNz"),
        Page.get("/x;y/page"),
        Page.post("/logout", ""),
        Page.get("/page"));
  }

  @Override
  public List<Login> logins() {
    return List.of(SpringSecurityIT::byForm, SpringSecurityIT::byJson);
  }

  @Override
  public List<String> users() {
    return List.of("alice", "bob", "root", "alice");
  }

  @Override
  public String password(String name) {
    return "right";
  }

  private static Attempt byForm(Browser browser, String name, String password) {
    Answer answer =
        browser.submit(browser.get("/login"), "/login", "username", name, "password", password);
    if (answer.status() == 429) {
      return REFUSED;
    }
    return answer.header("Location").endsWith("error") ? WRONG : RIGHT;
  }

  private static Attempt byJson(Browser browser, String name, String password) {
    String credentials = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, password);
    return switch (browser.send("POST", "/api/login", List.of(), credentials).status()) {
      case 204 -> RIGHT;
      case 401 -> WRONG;
      case 429 -> REFUSED;
      default -> throw new IllegalStateException();
    };
  }
}

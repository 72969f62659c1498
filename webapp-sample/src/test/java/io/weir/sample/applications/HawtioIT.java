package io.weir.sample.applications;

import static io.weir.sample.applications.CountedLogins.Attempt.REFUSED;
import static io.weir.sample.applications.CountedLogins.Attempt.RIGHT;
import static io.weir.sample.applications.CountedLogins.Attempt.WRONG;

import io.weir.sample.servers.RealmUsers;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Hawtio: fourteen filters of its own, none of which supports asynchronous requests; a JSON login.
 */
@ExtendWith(ArquillianExtension.class)
class HawtioIT implements SamePages, CountedLogins {

  private static final String LOGIN = "/auth/login";

  @Deployment(name = "hawtio-0", managed = false, testable = false)
  static WebArchive alone() {
    return hawtio("hawtio-0");
  }

  @Deployment(name = "hawtio-1", testable = false)
  static WebArchive withWeir() {
    return Applications.protect(hawtio("hawtio-1"), RecommendedRules.json(LOGIN));
  }

  private static WebArchive hawtio(String name) {
    return Applications.published(name, "hawtio-war.war")
        .addClasses(HawtioUsers.class, RealmUsers.class);
  }

  @Override
  public String application() {
    return "hawtio";
  }

  @Override
  public List<Page> pages() {
    return List.of(
        Page.get("/"),
        Page.get("/index.html"),
        Page.head("/index.html"),
        Page.get("/favicon.ico").with("Accept-Encoding", "gzip"),
        Page.get("/favicon.ico").with("If-None-Match", Page.ETAG),
        Page.get("/favicon.ico").with("If-Modified-Since", Page.LAST_MODIFIED),
        Page.get("/hawtconfig.json").with("Range", "bytes=0-9"),
        Page.get("/auth/config/session-timeout"),
        Page.get("/login"),
        Page.get("/jolokia/version"),
        Page.post("/jolokia/", "{\"type\":\"version\"}"),
        Page.get("/nowhere"),
        Page.get("/nowhere").with("Accept", "application/json"),
        Page.post(LOGIN, credentials("alice", "guess")),
        Page.post(LOGIN, "{}"),
        Page.post(LOGIN, credentials("alice", RealmUsers.password("alice"))),
        Page.get("/user"),
        Page.get("/jolokia/version").with("Accept-Encoding", "gzip"),
        Page.post(
            "/jolokia/",
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"VmName\"}"),
        Page.get("/jolokia/nonsense"),
        Page.get("/proxy/127.0.0.1/1/"),
        Page.get("/proxy/192.0.2.1/80/"),
        new Page("PUT", "/jolokia/", List.of(), "{}"),
        new Page("OPTIONS", "/jolokia/", List.of(), ""),
        Page.get("/auth/logout"),
        Page.get("/user"));
  }

  @Override
  public List<String> varying() {
    return List.of("\"(timestamp|now)\":\\d+", "[\\d.]+-\\d+-\\w+-servlet");
  }

  @Override
  public List<Login> logins() {
    return List.of(HawtioIT::logIn);
  }

  private static Attempt logIn(Browser browser, String name, String password) {
    return switch (browser.send("POST", LOGIN, List.of(), credentials(name, password)).status()) {
      case 200 -> RIGHT;
      case 403 -> WRONG;
      case 429 -> REFUSED;
      default -> throw new IllegalStateException();
    };
  }

  private static String credentials(String name, String password) {
    return "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, password);
  }
}

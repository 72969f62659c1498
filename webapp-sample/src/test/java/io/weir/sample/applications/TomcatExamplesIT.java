package io.weir.sample.applications;

import static io.weir.sample.applications.CountedLogins.Attempt.REFUSED;
import static io.weir.sample.applications.CountedLogins.Attempt.RIGHT;
import static io.weir.sample.applications.CountedLogins.Attempt.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.deployment.Answer;
import io.weir.sample.deployment.ServerUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tomcat's examples: JSP, asynchronous and non-blocking servlets, WebSockets, compression, and a
 * form login of the server.
 */
@ExtendWith(ArquillianExtension.class)
class TomcatExamplesIT implements SamePages, CountedLogins {

  private static final String PROTECTED = "/jsp/security/protected/index.jsp";

  @Deployment(name = "examples-0", managed = false, testable = false)
  static WebArchive alone() {
    return examples("examples-0");
  }

  @Deployment(name = "examples-1", testable = false)
  static WebArchive withWeir() {
    return Applications.protect(
        examples("examples-1"), RecommendedRules.form("/auth/login", "j_username"));
  }

  private static WebArchive examples(String name) {
    WebArchive war = Applications.unpacked(name, "tomcat/examples");
    // Of Tomcat alone.
    war.delete("/META-INF/context.xml");
    // The schema has it in small letters, and WildFly insists.
    for (String library : List.of("debug", "example")) {
      Applications.edit(
          war, "/WEB-INF/jsp/%s-taglib.tld".formatted(library), "TAGDEPENDENT", "tagdependent");
    }
    war.addAsLibraries(Applications.published("tomcat/tomcat-juli.jar"));
    Applications.edit(
        war,
        "(?s)<filter>\\s*<filter-name>[^<]*</filter-name>\\s*<filter-class>org.apache.catalina.*?</filter>",
        "");
    Applications.edit(
        war,
        "(?s)<filter-mapping>\\s*<filter-name>HTTP header security filter.*?</filter-mapping>",
        "");
    // The compression is an example that is switched off.
    Applications.edit(
        war, "(?s)<!--\\s*(<filter-mapping>\\s*<filter-name>Compression.*?)-->", "$1");
    // A role that users of the test servers have.
    return Applications.edit(war, "<role-name>tomcat<", "<role-name>user<");
  }

  @Override
  public String application() {
    return "examples";
  }

  /**
   * Without two pages that answer by chance also alone: numberwriter, which Payara sometimes never
   * ends, and forward.jsp, which looks at the free memory.
   */
  @Override
  public List<Page> pages() {
    return List.of(
        Page.get("/"),
        Page.get("/index.html"),
        Page.head("/index.html"),
        Page.get("/index.html").with("If-None-Match", Page.ETAG),
        Page.get("/index.html").with("If-Modified-Since", Page.LAST_MODIFIED),
        Page.get("/index.html").with("Range", "bytes=5-19"),
        Page.get("/servlets/servlet/HelloWorldExample"),
        Page.head("/servlets/servlet/HelloWorldExample"),
        Page.get("/servlets/servlet/RequestInfoExample/extra%20path?a=%C3%A4"),
        Page.get("/servlets/servlet/RequestParamExample"),
        Page.post("/servlets/servlet/RequestParamExample", "firstname=J%C3%BCrgen&lastname=M"),
        Page.get("/servlets/servlet/CookieExample"),
        Page.post("/servlets/servlet/CookieExample", "cookiename=one&cookievalue=two"),
        Page.get("/servlets/servlet/CookieExample"),
        Page.get("/servlets/servlet/SessionExample?dataname=foo&datavalue=bar"),
        Page.get("/servletToJsp"),
        Page.get("/CompressionTest").with("Accept-Encoding", "gzip"),
        Page.get("/CompressionTest"),
        Page.get("/async/async0"),
        Page.get("/async/async2"),
        Page.get("/async/async3"),
        Page.post("/servlets/nonblocking/bytecounter", "12345678901234567890"),
        Page.get("/servlets/serverpush/simpleimage"),
        Page.get("/servlets/trailers/response"),
        Page.get("/jsp/include/foo.html"),
        Page.get("/jsp/error/err.jsp?name=audi&submit=Submit"),
        Page.get("/jsp/error/err.jsp?name=integra&submit=Submit"),
        Page.get("/jsp/snp/snoop.jsp"),
        Page.get("/jsp/jsp2/el/basic-arithmetic.jsp"),
        Page.get("/jsp/jsp2/el/functions.jsp?foo=JSP+2.0"),
        Page.get("/jsp/jsp2/tagfiles/panel.jsp"),
        Page.get("/jsp/jsp2/jspx/basic.jspx"),
        Page.get("/jsp/jsp2/misc/config.jsp"),
        Page.get("/jsp/num/numguess.jsp"),
        Page.get("/jsp/checkbox/check.html"),
        Page.post("/jsp/checkbox/checkresult.jsp", "fruit=apples&fruit=grapes"),
        Page.get("/jsp/nowhere.jsp"),
        Page.get("/nowhere"),
        Page.post("/index.html", "a=b"),
        new Page("DELETE", "/index.html", List.of(), ""),
        new Page("OPTIONS", "/servlets/servlet/HelloWorldExample", List.of(), ""),
        Page.get("/jsp/images/code.gif"),
        Page.get("/websocket/echoProgrammatic"),
        new Page("HEAD", PROTECTED, List.of(), ""),
        Page.get(PROTECTED),
        Page.post("/jsp/security/protected/j_security_check", "j_username=no&j_password=no"));
  }

  @Override
  public List<String> varying() {
    return List.of(
        "\\w{3} \\w{3} \\d{2} [\\d:]{8} UTC 20\\d{2}", "20\\d{2}-\\d{2}-\\d{2} [\\d:]{8}");
  }

  @Override
  public List<Login> logins() {
    return List.of(TomcatExamplesIT::logIn);
  }

  private static Attempt logIn(Browser browser, String name, String password) {
    Answer page = browser.get(PROTECTED);
    Answer answer =
        browser.submit(
            page,
            "/jsp/security/protected/j_security_check",
            "j_username",
            name,
            "j_password",
            password);
    if (answer.status() == 429) {
      return REFUSED;
    }
    return answer.header("Location").endsWith(PROTECTED) ? RIGHT : WRONG;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/websocket/echoProgrammatic", "/websocket/echoAnnotation"})
  void web_sockets_are_opened(String path) throws Exception {
    URI http = ServerUnderTest.application("examples-1");
    CompletableFuture<String> echo = new CompletableFuture<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws:%s%s".formatted(http.getSchemeSpecificPart(), path.substring(1))),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket answering, CharSequence text, boolean last) {
                    echo.complete(text.toString());
                    return CompletableFuture.completedStage(null);
                  }
                })
            .get(1, TimeUnit.MINUTES);
    socket.sendText("hello", true).get(1, TimeUnit.MINUTES);
    assertThat(echo.get(1, TimeUnit.MINUTES)).contains("hello");
    socket.abort();
  }
}

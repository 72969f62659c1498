package io.weir.sample.applications;

import static io.weir.sample.applications.CountedLogins.Attempt.REFUSED;
import static io.weir.sample.applications.CountedLogins.Attempt.RIGHT;
import static io.weir.sample.applications.CountedLogins.Attempt.WRONG;

import io.weir.sample.deployment.Answer;
import io.weir.sample.deployment.WebXml;
import io.weir.sample.servers.RealmUsers;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** Struts: a form with a token against forgery, read by Struts's filter. */
@ExtendWith(ArquillianExtension.class)
class StrutsIT implements SamePages, CountedLogins {

  private static final String WEB_XML =
      WebXml.of(
          """
          <filter>
            <filter-name>struts</filter-name>
            <filter-class>org.apache.struts2.dispatcher.filter.StrutsPrepareAndExecuteFilter</filter-class>
          </filter>
          <filter-mapping>
            <filter-name>struts</filter-name>
            <url-pattern>/*</url-pattern>
          </filter-mapping>
          """);

  private static final String STRUTS_XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE struts PUBLIC "-//Apache Software Foundation//DTD Struts Configuration 6.5//EN"
          "https://struts.apache.org/dtds/struts-6.5.dtd">
      <struts>
        <package name="logins" extends="struts-default">
          <action name="form"><result>/WEB-INF/login.jsp</result></action>
          <action name="home"><result>/WEB-INF/home.jsp</result></action>
          <action name="login" class="io.weir.sample.applications.StrutsLogin">
            <interceptor-ref name="token"/>
            <interceptor-ref name="defaultStack"/>
            <result name="invalid.token" type="httpheader"><param name="status">400</param></result>
            <result name="input">/WEB-INF/login.jsp</result>
            <result type="redirectAction">home</result>
          </action>
          <action name="show" class="io.weir.sample.applications.StrutsLogin" method="show">
            <result name="input">/WEB-INF/login.jsp</result>
            <result>/WEB-INF/home.jsp</result>
          </action>
        </package>
      </struts>
      """;

  private static final String FORM =
      """
      <%@page contentType="text/html; charset=UTF-8"%>
      <%@taglib prefix="s" uri="/struts-tags"%>
      <s:actionerror/>
      <s:form action="login">
        <s:token/>
        <s:textfield name="username"/>
        <s:password name="password"/>
        <s:submit/>
      </s:form>
      """;

  @Deployment(name = "struts-0", managed = false, testable = false)
  static WebArchive alone() {
    return struts("struts-0");
  }

  @Deployment(name = "struts-1", testable = false)
  static WebArchive withWeir() {
    return Applications.protect(
        struts("struts-1"),
        RecommendedRules.form("/login.action", "username")
            + RecommendedRules.with(
                    "success on session", RecommendedRules.form("/show.action", "username"))
                .replaceAll("(?m)^(\\w+):", "show-$1:")
                .replace(", /j_security_check", ""));
  }

  private static WebArchive struts(String name) {
    return Applications.empty(name)
        .setWebXML(new StringAsset(WEB_XML))
        .addClasses(StrutsLogin.class, RealmUsers.class)
        .addAsResource(new StringAsset(STRUTS_XML), "struts.xml")
        .addAsWebInfResource(new StringAsset(FORM), "login.jsp")
        .addAsWebInfResource(new StringAsset("welcome"), "home.jsp")
        .addAsLibraries(
            Applications.libraries(
                "struts2-core",
                "ognl",
                "javassist",
                "freemarker",
                "caffeine",
                "log4j-api",
                "commons-fileupload2-core",
                "commons-fileupload2-jakarta-servlet6",
                "commons-io",
                "commons-lang3",
                "commons-text"));
  }

  @Override
  public String application() {
    return "struts";
  }

  @Override
  public List<Page> pages() {
    return List.of(
        Page.get("/form.action"),
        Page.head("/form.action"),
        Page.get("/home.action"),
        Page.get("/login.action?username=alice&password=alice-secret"),
        Page.post("/login.action", "username=alice&password=alice-secret"),
        Page.post("/show.action", "username=J%C3%BCrgen&password=guess"),
        Page.post("/show.action", "username=alice&password=alice-secret"),
        Page.get("/nowhere.action"),
        Page.get("/nowhere"),
        Page.get("/static/utils.js"),
        Page.get("/static/utils.js").with("If-Modified-Since", Page.LAST_MODIFIED));
  }

  @Override
  public List<String> varying() {
    return List.of("name=\"token\" value=\"[^\"]*\"", "nonce-[\\w-]+");
  }

  @Override
  public List<Login> logins() {
    return List.of(
        (browser, name, password) -> logIn(browser, "/login.action", name, password),
        (browser, name, password) -> logIn(browser, "/show.action", name, password));
  }

  private static Attempt logIn(Browser browser, String path, String name, String password) {
    Answer form = browser.get("/form.action");
    Answer answer = browser.submit(form, path, "username", name, "password", password);
    return switch (answer.status()) {
      case 429 -> REFUSED;
      case 302 -> RIGHT;
      case 200 -> answer.body().contains("welcome") ? RIGHT : WRONG;
      default -> throw new IllegalStateException("%d".formatted(answer.status()));
    };
  }
}

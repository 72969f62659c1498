package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.spring.SpringLogin;
import io.weir.spring.SpringLoginInitializer;
import java.io.File;
import java.util.List;
import java.util.Objects;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spring Security, whose initializer maps its filter chain before all declared filters. */
@ExtendWith(ArquillianExtension.class)
class SpringSecurityIT {

  private static final String RULES =
      """
      form:  /login      2/hour  per ip+param:username   counting failures
      json:  /api/login  2/hour  per ip+json:/username   counting failures
      open:  /open/**    9/hour
      user:  /open/**    2/hour  per user
      """;

  @Deployment(name = "spring-declared", managed = false, testable = false)
  static WebArchive declared() {
    return spring("spring-declared", limits(initParam("rules", RULES)));
  }

  @Deployment(name = "spring-registered", managed = false, testable = false)
  static WebArchive registered() {
    return spring("spring-registered", contextParam("weir.rate-limit.rules", RULES));
  }

  /** Both filters are declared, Weir first, and Spring's initializer registers nothing. */
  @Deployment(name = "spring-behind", managed = false, testable = false)
  static WebArchive behind() {
    String spring =
        """
        <filter>
          <filter-name>springSecurityFilterChain</filter-name>
          <filter-class>org.springframework.web.filter.DelegatingFilterProxy</filter-class>
          <async-supported>true</async-supported>
        </filter>
        <filter-mapping>
          <filter-name>springSecurityFilterChain</filter-name>
          <url-pattern>/*</url-pattern>
        </filter-mapping>
        <listener>
          <listener-class>org.springframework.web.context.ContextLoaderListener</listener-class>
        </listener>
        """;
    return spring(
            "spring-behind",
            limits(initParam("rules", RULES))
                + spring
                + contextParam(
                    "contextClass",
                    "org.springframework.web.context.support.AnnotationConfigWebApplicationContext")
                + contextParam("contextConfigLocation", SpringLogin.class.getName()))
        .deleteClass(SpringLoginInitializer.class);
  }

  private static WebArchive spring(String name, String weir) {
    return Wars.withWeir(
            name,
            WebXml.of(
                contextParam("weir.cluster", "none"),
                contextParam("weir.trusted-proxies", "127.0.0.1, ::1"),
                weir))
        .addPackage(SpringLogin.class.getPackage())
        // Without it, Payara finds beans in Spring's jars and then has no CDI for them.
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
        .addAsLibraries(Objects.requireNonNull(new File("target/spring-security").listFiles()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spring-declared", "spring-registered", "spring-behind"})
  void logins_are_counted(String name, @ArquillianResource Deployer deployer) {
    deployer.deploy(name);
    try {
      Client somebody = Client.of(name);
      assertThat(form(somebody, "alice", "wrong", "wrong", "right")).containsExactly(302, 302, 429);
      assertThat(form(somebody, "bob", "right", "right")).containsExactly(302, 302);
      assertThat(json(somebody, "alice", "wrong", "wrong", "right")).containsExactly(401, 401, 429);
      assertThat(json(somebody, "bob", "right", "right")).containsExactly(204, 204);
      // WildFly sends a redirect before what a success took is given back.
      await()
          .untilAsserted(
              () -> {
                assertThat(form(somebody, "bob", "right")).containsExactly(302);
                assertThat(json(somebody, "bob", "right")).containsExactly(204);
              });
      Answer open = somebody.get("/open/page");
      assertThat(open.header("RateLimit-Policy"))
          .isEqualTo("\"open\";q=9;w=3600, \"user\";q=2;w=3600");
      assertThat(open.left()).isEqualTo(1);
    } finally {
      deployer.undeploy(name);
    }
  }

  private static List<Integer> form(Client client, String name, String... passwords) {
    return List.of(passwords).stream()
        .map(word -> client.send("POST", "/login", "username=" + name + "&password=" + word))
        .map(Answer::status)
        .toList();
  }

  private static List<Integer> json(Client client, String name, String... passwords) {
    return List.of(passwords).stream()
        .map(word -> "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, word))
        .map(body -> client.send("POST", "/api/login", body).status())
        .toList();
  }
}

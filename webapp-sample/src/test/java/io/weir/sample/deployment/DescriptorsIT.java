package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.filter;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.mapping;
import static io.weir.sample.deployment.WebXml.servlet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.util.Throwables;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application may be older than the filter: its {@code web.xml} is of any version. */
@ExtendWith(ArquillianExtension.class)
class DescriptorsIT {

  private static final String NAME = "descriptors";

  /** Each test gives it the {@code web.xml} with which it is deployed. */
  private static final WebArchive WAR = Wars.withWeir(NAME);

  private static final String HELLO = servlet(HelloServlet.class, "/hello", "");

  /** Where the schema of each version is. */
  private static final Map<String, String> NAMESPACES =
      Map.of(
          "2.4", "http://java.sun.com/xml/ns/j2ee",
          "2.5", "http://java.sun.com/xml/ns/javaee",
          "3.0", "http://java.sun.com/xml/ns/javaee",
          "3.1", "http://xmlns.jcp.org/xml/ns/javaee",
          "4.0", "http://xmlns.jcp.org/xml/ns/javaee",
          "5.0", "https://jakarta.ee/xml/ns/jakartaee",
          "6.0", "https://jakarta.ee/xml/ns/jakartaee");

  @Deployment(name = NAME, managed = false, testable = false)
  static WebArchive war() {
    return WAR;
  }

  private static String webXml(String version, String... elements) {
    if (version.equals("2.3")) {
      return """
          <!DOCTYPE web-app PUBLIC "-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN" "http://java.sun.com/dtd/web-app_2_3.dtd">
          <web-app>
          %s
          </web-app>
          """
          .formatted(String.join("\n", elements));
    }
    String namespace = NAMESPACES.get(version);
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <web-app xmlns="%1$s" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xsi:schemaLocation="%1$s %1$s/web-app_%2$s.xsd" version="%3$s">
        %4$s
        </web-app>
        """
        .formatted(namespace, version.replace('.', '_'), version, String.join("\n", elements));
  }

  private static String readme() throws IOException {
    String text = Files.readString(Path.of("../README.md"));
    int start = text.indexOf("```xml\n") + "```xml\n".length();
    return text.substring(start, text.indexOf("```\n", start));
  }

  private static void deploy(Deployer deployer, String webXml) {
    WAR.setWebXML(new StringAsset(webXml));
    deployer.deploy(NAME);
  }

  /** What whoever deploys reads; empty if the application starts. */
  private static String refusal(Deployer deployer, String webXml) {
    Throwable thrown = catchThrowable(() -> deploy(deployer, webXml));
    return thrown == null ? "" : Throwables.getStackTrace(thrown).replace("\\\"", "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3", "2.4", "2.5", "3.0", "3.1", "4.0", "5.0", "6.0"})
  void rules_as_a_context_param_work_in_every_version(
      String version, @ArquillianResource Deployer deployer) {
    deploy(
        deployer,
        webXml(version, contextParam("weir.rate-limit.rules", "hello: /hello 2/minute"), HELLO));
    try {
      assertThat(Client.of(NAME).statuses(3, "/hello")).containsExactly(200, 200, 429);
    } finally {
      deployer.undeploy(NAME);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.0", "3.1", "4.0", "5.0", "6.0"})
  void the_xml_of_the_readme_works_as_it_is(String version, @ArquillianResource Deployer deployer)
      throws IOException {
    deploy(deployer, webXml(version, readme(), HELLO));
    try {
      assertThat(Client.of(NAME).get("/hello").header("X-RateLimit-Limit")).isEqualTo("60");
    } finally {
      deployer.undeploy(NAME);
    }
  }

  /** WildFly does not compare a descriptor with its schema; Payara does, and says what is wrong. */
  @ParameterizedTest
  @ValueSource(strings = {"2.4", "2.5"})
  void in_an_old_version_it_works_or_is_refused(
      String version, @ArquillianResource Deployer deployer) throws IOException {
    String refusal = refusal(deployer, webXml(version, readme(), HELLO));
    if (refusal.isEmpty()) {
      try {
        assertThat(Client.of(NAME).get("/hello").header("X-RateLimit-Limit")).isEqualTo("60");
      } finally {
        deployer.undeploy(NAME);
      }
    } else {
      assertThat(refusal).contains("async-supported");
    }
  }

  /** Who then takes the element away reads of the way that works. */
  @ParameterizedTest
  @ValueSource(strings = {"2.4", "2.5"})
  void without_the_element_that_is_refused_weir_names_the_way_that_works(
      String version, @ArquillianResource Deployer deployer) {
    String dispatchers =
        "<dispatcher>REQUEST</dispatcher><dispatcher>FORWARD</dispatcher><dispatcher>ERROR</dispatcher>";
    assertThat(
            refusal(
                deployer,
                webXml(
                    version,
                    filter("weir", "", initParam("rules", "hello: /hello 2/minute")),
                    mapping("weir", "/*", dispatchers),
                    HELLO)))
        .contains(
            "In a web.xml of version 2.5 or older, which does not know it, remove the filter and"
                + " its mapping, and set its init-params as context-params");
  }
}

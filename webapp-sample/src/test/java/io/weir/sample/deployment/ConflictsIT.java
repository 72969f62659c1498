package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.util.Objects;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application that brings other versions of the libraries that are inside Weir's jar. */
@ExtendWith(ArquillianExtension.class)
class ConflictsIT {

  @Deployment(testable = false)
  static WebArchive foreign() {
    return Wars.withWeir(
            "foreign", WebXml.of(limits(initParam("rules", "libraries: /libraries 2/minute"))))
        .addClass(ForeignServlet.class)
        .addAsLibraries(Objects.requireNonNull(new File("target/foreign").listFiles()))
        // Its own wish, and not needed for Weir: both servers have libraries of these names too.
        .addAsWebInfResource(
            new StringAsset(
                "<glassfish-web-app><class-loader delegate=\"false\"/></glassfish-web-app>"),
            "glassfish-web.xml")
        .addAsWebInfResource(
            new StringAsset(
                """
                <jboss-deployment-structure>
                  <deployment>
                    <exclude-subsystems><subsystem name="logging"/></exclude-subsystems>
                  </deployment>
                </jboss-deployment-structure>
                """),
            "jboss-deployment-structure.xml");
  }

  @Test
  void uses_its_own_and_is_limited(@ArquillianResource URL url) {
    Client somebody = Client.of(url);
    Answer first = somebody.get("/libraries");
    assertThat(first.body().lines())
        .containsExactly(
            "hazelcast-5.3.8.jar hazelcast-5.3.8.jar",
            "bucket4j-core-8.0.1.jar bucket4j-core-8.0.1.jar",
            "caffeine-2.9.3.jar caffeine-2.9.3.jar",
            "slf4j-api-1.7.36.jar slf4j-jdk14-1.7.36.jar",
            "slf4j-jdk14-1.7.36.jar slf4j-jdk14-1.7.36.jar");
    assertThat(first.left()).isEqualTo(1);
    assertThat(somebody.statuses(2, "/libraries")).containsExactly(200, 429);
  }

  @Test
  void what_Weir_logs_is_in_the_log_of_the_server(@ArquillianResource URL url) {
    Client.of(url).get("/libraries");
    assertThat(ServerUnderTest.find().logged())
        .contains(
            "RateLimitFilter with scope /foreign has 1 rule (ENFORCE), counted in this JVM alone:");
  }
}

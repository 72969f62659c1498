package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A second copy of the jar stops the deployment, and the message names both. */
@ExtendWith(ArquillianExtension.class)
class TwoJarsIT {

  private static final String OTHER = "old-weir.jar";

  @Deployment(name = "two-jars", managed = false, testable = false)
  static WebArchive twiceInWar() {
    WebArchive war = limited("two-jars");
    Wars.weir()
        .values()
        .forEach(jar -> war.addAsWebResource(jar.getAsset(), "WEB-INF/lib/" + OTHER));
    return war;
  }

  @Deployment(name = "two-jars-ear", managed = false, testable = false)
  static EnterpriseArchive inEarAndWar() {
    EnterpriseArchive ear =
        ShrinkWrap.create(EnterpriseArchive.class, "two-jars-ear.ear")
            .addAsModule(limited("in-ear"));
    Wars.weir().values().forEach(jar -> ear.add(jar.getAsset(), "lib/" + OTHER));
    return ear;
  }

  private static WebArchive limited(String name) {
    return Wars.withWeir(
        name,
        WebXml.of(
            contextParam("weir.cluster", "none"),
            limits(initParam("rules", "hello: /hello 2/minute"))));
  }

  @Test
  void twice_in_a_war(@ArquillianResource Deployer deployer) {
    assertRefused(deployer, "two-jars", "WEB-INF/lib/" + OTHER);
  }

  @Test
  void in_the_ear_and_in_its_war(@ArquillianResource Deployer deployer) {
    assertRefused(deployer, "two-jars-ear", "lib/" + OTHER);
  }

  private static void assertRefused(Deployer deployer, String name, String place) {
    assertThatThrownBy(() -> deployer.deploy(name))
        .hasStackTraceContaining("Weir's jar: in the application 2 times; keep one of ")
        .hasStackTraceContaining("WEB-INF/lib/weir-")
        .hasStackTraceContaining(place);
  }
}

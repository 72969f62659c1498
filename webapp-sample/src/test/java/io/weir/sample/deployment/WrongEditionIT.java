package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.servlet.Servlet;
import java.io.File;
import org.assertj.core.util.Throwables;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The jar for the other Servlet API stops the deployment, and whoever deploys reads which is right.
 */
@ExtendWith(ArquillianExtension.class)
class WrongEditionIT {

  private static final String DECLARED = "wrong-edition-declared";
  private static final String SET = "wrong-edition-set";
  private static final String RULES = "hello: /hello 2/minute";

  @Deployment(name = DECLARED, managed = false, testable = false)
  static WebArchive declared() {
    return war(DECLARED, limits(initParam("rules", RULES)));
  }

  @Deployment(name = SET, managed = false, testable = false)
  static WebArchive set() {
    return war(SET, contextParam("weir.rate-limit.rules", RULES));
  }

  private static WebArchive war(String name, String... elements) {
    return ShrinkWrap.create(WebArchive.class, name + ".war")
        .addClass(HelloServlet.class)
        .addAsLibrary(new File(System.getProperty("weir.other.jar")))
        .setWebXML(new StringAsset(WebXml.of(elements)));
  }

  @Test
  void stops_an_application_that_declares_a_filter(@ArquillianResource Deployer deployer) {
    assertThat(refusal(DECLARED, deployer)).contains(sentence());
  }

  @Test
  void stops_an_application_that_has_settings_alone(@ArquillianResource Deployer deployer) {
    assertThat(refusal(SET, deployer)).contains(sentence());
  }

  private static String sentence() {
    String api = Servlet.class.getPackageName();
    return "Weir's jar is of the wrong edition: this server has %s, so replace weir-<version>%s.jar by weir-<version>%s.jar"
        .formatted(
            api, api.startsWith("javax") ? "" : "-javax", api.startsWith("javax") ? "-javax" : "");
  }

  /** What whoever deploys reads, or finds in the log of the server. */
  private static String refusal(String name, Deployer deployer) {
    int before = ServerUnderTest.find().logged().length();
    Throwable thrown = catchThrowable(() -> deployer.deploy(name));
    if (thrown == null) {
      deployer.undeploy(name);
      throw new AssertionError("deployed in spite of the wrong jar");
    }
    return Throwables.getStackTrace(thrown) + ServerUnderTest.find().logged().substring(before);
  }
}

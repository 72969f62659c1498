package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static io.weir.sample.deployment.WebXml.servlet;
import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where rules may stand, and which of them count where they stand in several places. */
@ExtendWith(ArquillianExtension.class)
class RegistrationIT {

  private static final String RULES = "weir.rate-limit.rules";
  private static final String THAT_COUNT = "hello: /hello 2/minute";
  private static final String THAT_DO_NOT = "hello: /hello 7/minute";
  private static final String ALONE = contextParam("weir.cluster", "none");

  @Deployment(name = "context-param", managed = false, testable = false)
  static WebArchive contextParamAndNoFilter() {
    return Wars.withWeir("context-param", WebXml.of(ALONE, contextParam(RULES, THAT_COUNT)));
  }

  @Deployment(name = "metadata-complete", managed = false, testable = false)
  static WebArchive metadataComplete() {
    return Wars.withWeir(
        "metadata-complete",
        WebXml.complete(
            ALONE, contextParam(RULES, THAT_COUNT), servlet(HelloServlet.class, "/hello", "")));
  }

  @Deployment(name = "configuration", managed = false, testable = false)
  static WebArchive configurationAndNoWebXml() {
    return configured(Wars.withWeir("configuration"), THAT_COUNT);
  }

  @Deployment(name = "context-param-over-init-param", managed = false, testable = false)
  static WebArchive contextParamOverInitParam() {
    return Wars.withWeir(
        "context-param-over-init-param",
        WebXml.of(ALONE, contextParam(RULES, THAT_COUNT), limits(initParam("rules", THAT_DO_NOT))));
  }

  @Deployment(name = "configuration-over-context-param", managed = false, testable = false)
  static WebArchive configurationOverContextParam() {
    return configured(
        Wars.withWeir(
            "configuration-over-context-param",
            WebXml.of(contextParam(RULES, THAT_DO_NOT), limits(initParam("rules", THAT_DO_NOT)))),
        THAT_COUNT);
  }

  private static WebArchive configured(WebArchive war, String rules) {
    return war.addAsResource(
            new StringAsset("weir.cluster=none\n%s=%s\n".formatted(RULES, rules)),
            "META-INF/microprofile-config.properties")
        // Payara 6 reads that file of applications with CDI alone.
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context-param",
        "metadata-complete",
        "configuration",
        "context-param-over-init-param",
        "configuration-over-context-param",
      })
  void two_requests_pass_and_the_third_is_refused(
      String name, @ArquillianResource Deployer deployer) {
    deployer.deploy(name);
    try {
      assertThat(Client.of(name).statuses(3, "/hello")).containsExactly(200, 200, 429);
    } finally {
      deployer.undeploy(name);
    }
  }
}

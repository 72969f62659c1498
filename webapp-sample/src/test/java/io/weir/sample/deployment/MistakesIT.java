package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.ALL_DISPATCHERS;
import static io.weir.sample.deployment.WebXml.ASYNC_SUPPORTED;
import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.filter;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static io.weir.sample.deployment.WebXml.mapping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A mistake in the settings stops the deployment, and whoever deploys reads all of them. */
@ExtendWith(ArquillianExtension.class)
class MistakesIT {

  private static final String NAME = "mistakes";

  /** Each test gives it the {@code web.xml} with which it is deployed. */
  private static final WebArchive WAR = Wars.withWeir(NAME);

  private static final String GOOD_RULES = initParam("rules", "hello: /hello 2/minute");

  @Deployment(name = NAME, managed = false, testable = false)
  static WebArchive war() {
    return WAR;
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            named(
                "names and values, wherever they stand",
                WebXml.of(
                    contextParam("weir.scop", "shop"),
                    contextParam("weir.cluster.members", "192.0.2.7:5701"),
                    limits(
                        initParam("rules", "# name\n  hello: /hello 2/minute\n  /b 5/minuet"),
                        initParam("excpet", "role:admin")))),
            List.of(
                "Weir cannot start RateLimitFilter:\n",
                "  rules, line 3: \"5/minuet\": no unit \"minuet\";"
                    + " allowed are second, minute, hour, day, month. Did you mean \"minute\"?\n",
                "  excpet (init-param): no such setting; allowed are body, except, headers,"
                    + " mode, preflights, reset, rules, when-cluster-fails. Did you mean \"except\"?\n",
                "  weir.scop (context-param): no such setting; allowed are ",
                " Did you mean \"weir.scope\"?\n",
                "  weir.cluster.address: \"127.0.0.1\" is reachable from this machine only, but"
                    + " weir.cluster.members names 192.0.2.7:5701;")),
        arguments(
            named(
                "a filter that does not see every path",
                WebXml.of(
                    filter("weir", ASYNC_SUPPORTED, GOOD_RULES)
                        + mapping("weir", "/api/*", ALL_DISPATCHERS))),
            List.of(
                "  <filter-mapping> of weir: requests to other paths than those of the mapping"
                    + " bypass the filter. Write:\n",
                "<url-pattern>/*</url-pattern>")),
        arguments(
            named(
                "a filter that does not see every dispatch",
                WebXml.of(
                    filter("weir", "", GOOD_RULES)
                        + mapping(
                            "weir",
                            "/*",
                            "<dispatcher>REQUEST</dispatcher><dispatcher>ASYNC</dispatcher>"))),
            List.of(
                "  <filter-mapping> of weir: without <dispatcher> FORWARD, ERROR, such dispatches"
                    + " bypass the filter. Write:\n",
                "<dispatcher>ERROR</dispatcher>",
                "  <filter> weir: asynchronous requests fail behind a filter that does not support"
                    + " them. Write: <async-supported>true</async-supported>. In a web.xml of version"
                    + " 2.5 or older, which does not know it, remove the filter and its mapping, and"
                    + " set its init-params as context-params\n")),
        arguments(
            named(
                "two filters",
                WebXml.of(
                    Stream.of("one", "two")
                        .map(
                            name ->
                                filter(name, ASYNC_SUPPORTED, GOOD_RULES)
                                    + mapping(name, "/*", ALL_DISPATCHERS))
                        .toArray(String[]::new))),
            List.of(
                "  <filter-class>io.weir.RateLimitFilter</filter-class>: declared 2 times, as one,"
                    + " two; declare it once, with all its settings\n")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void stop_the_deployment(
      String webXml, List<String> sentences, @ArquillianResource Deployer deployer) {
    assertThat(refusal(webXml, deployer)).contains(sentences);
  }

  @Test
  void leave_nothing_behind_and_once_corrected_the_application_starts(
      @ArquillianResource Deployer deployer) {
    ServerUnderTest server = ServerUnderTest.find();
    refusal(WebXml.of(limits(initParam("rules", "hello: /hello 2/minuet"))), deployer);
    ServerUnderTest.eventually(() -> assertThat(server.threadsOfWeir()).isEmpty());
    WAR.setWebXML(new StringAsset(WebXml.of(limits(GOOD_RULES))));
    deployer.deploy(NAME);
    try {
      assertThat(Client.of(NAME).statuses(3, "/hello")).containsExactly(200, 200, 429);
    } finally {
      deployer.undeploy(NAME);
    }
  }

  /** What whoever deploys reads. */
  private static String refusal(String webXml, Deployer deployer) {
    WAR.setWebXML(new StringAsset(webXml));
    Throwable thrown = catchThrowable(() -> deployer.deploy(NAME));
    if (thrown == null) {
      deployer.undeploy(NAME);
      throw new AssertionError("deployed in spite of its mistakes");
    }
    // WildFly tells it as a value of its own notation, in which quotes are escaped.
    return Throwables.getStackTrace(thrown).replace("\\\"", "\"");
  }
}

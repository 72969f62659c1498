package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.servlet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weir.sample.servers.Ports;
import jakarta.servlet.ServletContainerInitializer;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that cannot start for a reason of its own, before Weir has started or after. */
@ExtendWith(ArquillianExtension.class)
class FailedStartIT {

  private static final int PORT = Ports.free(1).get(0);

  /** And secrets that are handed out under names of its own: those of two would be in the way. */
  private static String[] settings(String application, String... more) {
    String property = "shop.%s.property".formatted(application);
    String bound = "shop.%s.bound".formatted(application);
    return Stream.concat(
            Stream.of(
                contextParam("weir.rate-limit.rules", "hello: /hello 2/minute"),
                contextParam("weir.cluster", "embedded"),
                contextParam("weir.cluster.port", String.valueOf(PORT)),
                contextParam("weir.secrets." + property, "env:PATH"),
                contextParam("weir.secrets." + bound, "env:PATH"),
                contextParam("weir.secrets.system-properties", property),
                contextParam("weir.secrets.jndi", bound)),
            Stream.of(more))
        .toArray(String[]::new);
  }

  @Deployment(name = "failing-listener", managed = false, testable = false)
  static WebArchive listener() {
    return Wars.withWeir(
            "failing-listener",
            WebXml.of(
                settings(
                    "failing-listener",
                    "<listener><listener-class>%s</listener-class></listener>"
                        .formatted(FailingListener.class.getName()))))
        .addClass(FailingListener.class);
  }

  @Deployment(name = "failing-servlet", managed = false, testable = false)
  static WebArchive servletOnStartup() {
    return Wars.withWeir(
            "failing-servlet",
            WebXml.of(
                settings(
                    "failing-servlet",
                    servlet(
                        FailingServlet.class, "/fails", "<load-on-startup>1</load-on-startup>"))))
        .addClass(FailingServlet.class);
  }

  @Deployment(name = "failing-initializer", managed = false, testable = false)
  static WebArchive initializer() {
    return Wars.withWeir("failing-initializer", WebXml.of(settings("failing-initializer")))
        .addAsLibrary(
            ShrinkWrap.create(JavaArchive.class, "zz.jar")
                .addClass(FailingInitializer.class)
                .addAsServiceProvider(ServletContainerInitializer.class, FailingInitializer.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"failing-listener", "failing-servlet", "failing-initializer"})
  void leaves_nothing_behind_however_often_it_is_tried(
      String name, @ArquillianResource Deployer deployer) {
    ServerUnderTest server = ServerUnderTest.find();
    fail(name, deployer);
    int loaders = server.loadersOfWeir();
    fail(name, deployer);
    ServerUnderTest.eventually(
        () -> {
          assertThat(server.threadsOfWeir()).isEmpty();
          assertThat(ServerUnderTest.listens(PORT)).isFalse();
          assertThat(server.loadersOfWeir()).isLessThanOrEqualTo(loaders);
        });
  }

  private static void fail(String name, Deployer deployer) {
    Throwable thrown = catchThrowable(() -> deployer.deploy(name));
    if (thrown == null) {
      deployer.undeploy(name);
    }
    assertThat(thrown).hasStackTraceContaining("an exception that the test wants");
  }
}

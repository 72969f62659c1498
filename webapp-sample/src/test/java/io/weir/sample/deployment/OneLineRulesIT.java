package io.weir.sample.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weir.sample.servers.Node;
import org.assertj.core.util.Throwables;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules as a system property of the server, set with its own command line. */
@ExtendWith(ArquillianExtension.class)
class OneLineRulesIT {

  private static final String NAME = "one-line-rules";
  private static final String PROPERTY = "weir.rate-limit.rules";

  private final Node server = ServerUnderTest.find().node();

  @Deployment(name = NAME, managed = false, testable = false)
  static WebArchive war() {
    return Wars.withWeir(NAME, WebXml.of());
  }

  @AfterEach
  void removeProperty() {
    server.removeProperty(PROPERTY);
  }

  @Test
  void the_command_line_of_the_server_takes_several_rules(@ArquillianResource Deployer deployer) {
    server.setProperty(PROPERTY, "hello: GET /hello 2/minute; 50/day\nall: /** 60/minute per ip");
    deployer.deploy(NAME);
    try {
      Client client = Client.of(NAME);
      assertThat(client.get("/hello").header("RateLimit-Policy"))
          .isEqualTo("\"hello\";q=2;w=60, \"hello-2\";q=50;w=86400, \"all\";q=60;w=60");
      assertThat(client.statuses(2, "/hello")).containsExactly(200, 429);
    } finally {
      deployer.undeploy(NAME);
    }
  }

  @Test
  void without_a_line_break_the_message_names_it(@ArquillianResource Deployer deployer) {
    server.setProperty(PROPERTY, "hello: GET /hello 2/minute all: /** 60/minute per ip");
    Throwable thrown = catchThrowable(() -> deployer.deploy(NAME));
    if (thrown == null) {
      deployer.undeploy(NAME);
    }
    assertThat(Throwables.getStackTrace(thrown).replace("\\\"", "\""))
        .contains("another rule begins here; write each rule on a line of its own");
  }
}

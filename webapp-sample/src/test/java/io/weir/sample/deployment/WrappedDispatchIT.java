package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter behind Weir names another address; later dispatches keep the client of the first. */
@ExtendWith(ArquillianExtension.class)
class WrappedDispatchIT {

  @Deployment(testable = false)
  static WebArchive wrapped() {
    return Wars.withWeir(
            "wrapped",
            WebXml.of(
                contextParam("weir.cluster", "none"),
                contextParam("weir.trusted-proxies", "127.0.0.1, ::1"),
                limits(initParam("rules", "inside: /inside 1/minute"))))
        .addClasses(DetourServlet.class, ForwardedAddressFilter.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/forward-inside", "/async-inside", "/async-wrapped-inside"})
  void later_dispatches_keep_the_client(String path, @ArquillianResource URL url) {
    Client one = Client.of(url);
    Client other = Client.of(url);
    assertThat(one.statuses(2, path)).containsExactly(200, 429);
    assertThat(other.statuses(2, path)).containsExactly(200, 429);
    Client forging = new Client(one.application(), forged(one));
    assertThat(forging.statuses(1, path)).containsExactly(429);
  }

  /** What the proxy sends for a client that sent a header of its own. */
  private static List<String> forged(Client client) {
    return List.of(client.headers().get(0), "203.0.113.9, " + client.headers().get(1));
  }
}

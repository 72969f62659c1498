package io.weir.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application that cannot start is refused by the server, and whoever deploys it reads why. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class RefusedDeploymentIT {

  // Of two lines: a server must show all of them.
  private static final String REASON = "rules, line 3: no unit minuet\n  excpet: no such setting";

  @Deployment(name = "served", testable = false)
  static WebArchive served() {
    return ShrinkWrap.create(WebArchive.class, "served.war")
        .addAsWebResource(new StringAsset("here"), "page.txt");
  }

  @Deployment(name = "refused", managed = false, testable = false)
  static WebArchive refused() {
    return ShrinkWrap.create(WebArchive.class, "refused.war").addClass(Refusing.class);
  }

  // At the parameter: after a deployment that failed, Arquillian still stands at that one.
  @Test
  void an_application_is_served_at_its_url(
      @ArquillianResource @OperateOnDeployment("served") URL url) throws Exception {
    assertThat(body(url.toURI().resolve("page.txt"))).isEqualTo("here");
  }

  @Test
  void the_reason_of_a_refusal_is_in_the_exception(@ArquillianResource Deployer deployer) {
    assertThatThrownBy(() -> deployer.deploy("refused")).hasStackTraceContaining(REASON);
  }

  private static String body(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  /** What an initializer does that found a mistake in the settings. */
  @WebListener
  public static final class Refusing implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
      throw new IllegalStateException(REASON);
    }
  }
}

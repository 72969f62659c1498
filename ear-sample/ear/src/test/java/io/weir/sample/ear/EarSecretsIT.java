package io.weir.sample.ear;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.servers.Descriptors;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two WARs of an EAR have one jar of Weir, and each its own secrets. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class EarSecretsIT {

  private final HttpClient http = HttpClient.newHttpClient();

  @Deployment(testable = false)
  static EnterpriseArchive ear() throws IOException {
    EnterpriseArchive ear = ShrinkWrap.create(EnterpriseArchive.class, "keys.ear");
    ShrinkWrap.createFromZipFile(
            EnterpriseArchive.class,
            new File(System.getProperty("sample.ear", "target/ear-sample.ear")))
        .getContent(Filters.include("/lib/weir-.*\\.jar"))
        .forEach((path, jar) -> ear.add(jar.getAsset(), path));
    return ear.addAsModule(war("first")).addAsModule(war("second"));
  }

  /** One with two secrets, of which the other WAR has one too. */
  private static WebArchive war(String name) throws IOException {
    Path file = Files.createTempFile(name, ".key");
    file.toFile().deleteOnExit();
    Files.writeString(file, "of the %s WAR\n".formatted(name));
    return ShrinkWrap.create(WebArchive.class, name + ".war")
        .addClass(KeysServlet.class)
        .setWebXML(
            new StringAsset(
                """
                <web-app %3$s>
                  <context-param>
                    <param-name>weir.cluster</param-name>
                    <param-value>none</param-value>
                  </context-param>
                  <context-param>
                    <param-name>weir.secrets.both.key</param-name>
                    <param-value>file:%1$s</param-value>
                  </context-param>
                  <context-param>
                    <param-name>weir.secrets.%2$s.key</param-name>
                    <param-value>file:%1$s</param-value>
                  </context-param>
                  <context-param>
                    <param-name>weir.secrets.init-params</param-name>
                    <param-value>both.key</param-value>
                  </context-param>
                </web-app>
                """
                    .formatted(file, name, Descriptors.WEB)));
  }

  @Test
  void each_war_finds_its_own_secrets_and_no_others() throws Exception {
    assertThat(keys("first"))
        .isEqualTo(
            """
            both.key of the first WAR
            both.key as init parameter of the first WAR
            first.key of the first WAR
            second.key none
            """);
    assertThat(keys("second"))
        .isEqualTo(
            """
            both.key of the second WAR
            both.key as init parameter of the second WAR
            first.key none
            second.key of the second WAR
            """);
  }

  private String keys(String war) throws IOException, InterruptedException {
    String port = System.getProperty("arquillian.http");
    URI uri = URI.create("http://127.0.0.1:%s/%s/keys".formatted(port, war));
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }
}

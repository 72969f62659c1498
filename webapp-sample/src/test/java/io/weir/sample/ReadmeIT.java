package io.weir.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.readme.Transcript;
import java.io.File;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever types what the README shows sees what the README shows. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ReadmeIT {

  private static final Set<String> RUNNING =
      Set.of("Retry-After", "RateLimit", "X-RateLimit-Reset");

  /** The seconds in a header that change while one types. */
  private static final Pattern SECONDS = Pattern.compile("(?<=^|t=)\\d+$");

  @Deployment(testable = false)
  static WebArchive sample() {
    return ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/webapp-sample.war"))
        // A busy machine may answer late; then this node would count for itself.
        .addAsResource(
            new StringAsset("weir.cluster.deadline=10s\n"),
            "META-INF/microprofile-config.properties");
  }

  @Test
  void the_transcript_is_what_happens(@ArquillianResource URL url) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (Transcript.Step step : Transcript.ofReadme().steps()) {
      HttpResponse<String> answer = client.send(step.request(url.toURI()), BodyHandlers.ofString());

      assertThat(answer.statusCode()).as("%s", step).isEqualTo(step.status());
      step.headers().forEach((name, shown) -> assertSame(name, answer, shown));
      if (!step.body().isEmpty()) {
        assertThat(answer.body()).isEqualTo(step.body());
      }
    }
  }

  private static void assertSame(String name, HttpResponse<String> answer, String shown) {
    List<String> values = answer.headers().map().getOrDefault(name, List.of());
    assertThat(values).as(name).hasSize(1);
    assertThat(masked(name, values.get(0))).as(name).isEqualTo(masked(name, shown));
    if (RUNNING.contains(name)) {
      assertThat(seconds(values.get(0))).as(name).isBetween(1, 60);
    }
  }

  private static String masked(String name, String value) {
    return RUNNING.contains(name) ? SECONDS.matcher(value).replaceAll("N") : value;
  }

  private static int seconds(String value) {
    Matcher found = SECONDS.matcher(value);
    return found.find() ? Integer.parseInt(found.group()) : 0;
  }
}

package io.weir.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.body.RequestContent;
import io.weir.internal.client.TrustedProxies;
import io.weir.internal.path.RequestPath;
import io.weir.internal.phone.PhoneNumberParser;
import io.weir.internal.settings.Written;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many characters of names are folded for one request. Folding some texts takes time that grows
 * with the square of their length, so the number is bounded.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FoldingCostTest {

  private static final int MOST = 320;

  /** The keys of the recommended rules for a login by JSON, and those of a form. */
  private static final List<SampleTable.Entry> RULES =
      SampleTable.read(
          """
          pair:     /api/login  5  per ip+json:/username
          address:  /api/login  30 per ip
          name:     /api/login  100 per json:/username
          form:     /api/login  5 per ip+param:username
          anybody:  /api/login  100 per param:username
          """);

  private final Tomcat tomcat = new Tomcat();
  private final HttpClient client = HttpClient.newHttpClient();
  private final KeyResolvers keyResolvers = new KeyResolvers(InstantSource.system());
  private final List<String> folded = new ArrayList<>();
  private final List<String> counted = new ArrayList<>();

  /** Computes the keys of all rules, and notes which names were folded for that. */
  private final class Login extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      boolean countsFailures = request.getHeader("X-Counts-Failures") != null;
      Map<String, Optional<String>> names = new HashMap<>();
      RequestFacts facts =
          new RequestFacts(
              RequestContent.of(request),
              RequestPath.of(request),
              TrustedProxies.NONE.clientOf(request),
              Optional::empty,
              new PhoneNumberParser(Optional.empty()),
              ApiKeys.of(Written.initParams("rate-limit", Map.of())),
              keyResolvers,
              names);
      for (SampleTable.Entry rule : RULES) {
        facts
            .values(rule.key(), rule.requests(), countsFailures)
            .forEach(values -> counted.add(values.toString()));
      }
      folded.addAll(names.keySet());
    }
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, LifecycleException {
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context =
        tomcat.addContext("", Files.createDirectories(folder.resolve("app")).toString());
    Tomcat.addServlet(context, "login", new Login()).addMapping("/api/login");
    tomcat.start();
  }

  @AfterAll
  void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
    keyResolvers.close();
  }

  private void post(String type, String body, boolean countsFailures)
      throws IOException, InterruptedException {
    folded.clear();
    counted.clear();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/api/login"
                        .formatted(tomcat.getConnector().getLocalPort())))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (countsFailures) {
      request.header("X-Counts-Failures", "true");
    }
    assertThat(client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(200);
  }

  private void login(String kind, String name, boolean countsFailures)
      throws IOException, InterruptedException {
    if (kind.equals("json")) {
      post("application/json", "{\"username\":\"%s\"}".formatted(name), countsFailures);
    } else {
      post("application/x-www-form-urlencoded;charset=utf-8", "username=" + name, countsFailures);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "json, 0344, 16000",
    "json, 0316, 16000",
    "json, 00df, 20000",
    "json, fdfa, 20000",
    "json, 0344, 321",
    "json, 0041, 321",
    "form, 0344, 16000",
    "form, 00df, 20000",
    "form, 0041, 321"
  })
  void a_name_that_is_too_long_is_never_folded(String kind, String character, int times)
      throws Exception {
    String name = Character.toString(Integer.parseInt(character, 16)).repeat(times);
    for (boolean countsFailures : new boolean[] {true, false}) {
      login(kind, name, countsFailures);
      assertThat(folded).isEmpty();
      assertThat(counted).hasSize(RULES.size());
    }
  }

  @ParameterizedTest
  @CsvSource({"json, 0344", "json, 0316", "json, 00df", "json, fdfa", "form, 0344", "form, 0041"})
  void a_name_of_the_greatest_length_is_folded_once(String kind, String character)
      throws Exception {
    String name = Character.toString(Integer.parseInt(character, 16)).repeat(MOST);
    for (boolean countsFailures : new boolean[] {true, false}) {
      login(kind, name, countsFailures);
      assertThat(folded).singleElement().asString().hasSize(1 + MOST);
    }
  }
}

package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Budgets are kept whatever way the application answers. */
@ExtendWith(ArquillianExtension.class)
class BudgetsIT {

  private static final AtomicInteger KEYS = new AtomicInteger();

  @Deployment(testable = false)
  static WebArchive spending() {
    return Wars.withWeir(
            "spending",
            WebXml.of(
                contextParam("weir.cluster", "none"),
                contextParam(
                    "weir.budget.budgets",
                    """
                    all:  POST /spend/**  $5.00 in all      per header:X-Key
                    hour: POST /spend/**  $9.00/hour        per header:X-Hour
                    """),
                contextParam("weir.budget.prices", "gpt-realtime 100.00 200.00")))
        .addClasses(SpendingServlet.class);
  }

  private static Client spender(URL url) {
    return Client.of(url).saying("X-Key", "key-" + KEYS.incrementAndGet());
  }

  private static Answer spend(Client client, String path, String body) {
    return client.send("POST", "/spend" + path, body);
  }

  private static String body(int tokens) {
    return "{\"model\":\"gpt-realtime\",\"max_tokens\":%s}".formatted(tokens);
  }

  /** 10 000 tokens in and 20 000 out of gpt-realtime cost $5.00 exactly. */
  @Test
  void who_has_spent_five_dollars_is_refused_and_another_goes_on(@ArquillianResource URL url) {
    Client one = spender(url);

    Answer first =
        spend(
            one.saying("X-Usage", "model=gpt-realtime; input=10000; output=20000"),
            "/plain",
            body(1));
    Answer second = spend(one, "/plain", body(1));

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.status()).isEqualTo(403);
    assertThat(second.header("Retry-After")).isEmpty();
    assertThat(second.body()).contains("budget-exhausted");
    assertThat(spend(spender(url), "/plain", body(1)).status()).isEqualTo(200);
  }

  /** The estimate of 10 000 tokens is $2.00, and $0.0015 for the prompt of 15. */
  @ParameterizedTest
  @CsvSource({
    "/plain,   usd=1,  4.00",
    "/plain,   usd=-1, 2.9985",
    "/async,   usd=1,  4.00",
    "/timeout, ,       2.9985",
    "/throw,   usd=1,  2.9985",
    "/header,  usd=1,  2.9985",
  })
  void what_is_reported_is_charged_or_else_the_estimate(
      String path, String usage, String left, @ArquillianResource URL url) {
    Client client = spender(url);
    Client reporting = usage == null ? client : client.saying("X-Usage", usage);

    Answer answer = spend(reporting, path, body(10_000));

    assertThat(answer.header("X-Weir-Usage")).isEmpty();
    assertThat(spend(client.saying("X-Usage", "usd=0"), "/plain", "").body())
        .startsWith("0 " + left + " ");
  }

  @Test
  void a_long_prompt_reaches_the_application_whole(@ArquillianResource URL url) {
    String body =
        "{\"model\":\"gpt-realtime\",\"max_tokens\":1,\"p\":\"%s\"}".formatted("x".repeat(90_000));

    assertThat(spend(spender(url), "/plain", body).body()).startsWith(body.length() + " ");
    assertThat(spender(url).stream("POST", "/spend/plain", body).body())
        .startsWith(body.length() + " ");
    assertThat(spender(url).stream("POST", "/spend/plain", body + " ".repeat(1_048_576)).status())
        .isEqualTo(413);
  }

  @Test
  void an_hour_tells_when_to_come_back(@ArquillianResource URL url) {
    String hour = "hour-" + KEYS.incrementAndGet();
    for (int i = 0; i < 3; i++) {
      spend(spender(url).saying("X-Hour", hour).saying("X-Usage", "usd=3"), "/plain", "");
    }

    Answer refused = spend(spender(url).saying("X-Hour", hour), "/plain", "");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(3500, 3661);
    assertThat(refused.body()).contains("Budget exceeded: hour");
  }

  @Test
  void a_model_without_a_price_is_refused(@ArquillianResource URL url) {
    assertThat(spend(spender(url), "/plain", "{\"model\":\"gpt-6\"}").status()).isEqualTo(402);
  }
}

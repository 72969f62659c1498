package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With {@code usage-from} as {@code body}, the answers of a provider tell what they cost, and pass
 * unchanged, in whatever way the application writes them.
 */
@ExtendWith(ArquillianExtension.class)
class AnswerUsageIT {

  private static final AtomicInteger KEYS = new AtomicInteger();

  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  /** 10 000 tokens in and 10 000 out of gpt-realtime cost $3.00. */
  private static final String DOCUMENT =
      """
      {"id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-realtime",
       "choices": [{"message": {"role": "assistant", "content": "naïve €: \\"usage\\":{\\"prompt_tokens\\":1}"}}],
       "usage": {"prompt_tokens": 10000, "completion_tokens": 10000, "total_tokens": 20000}}
      """;

  private static final String CHUNKS =
      """
      data: {"id":"chatcmpl-1","model":"gpt-realtime","choices":[{"delta":{"content":"naïve "}}],"usage":null}

      data: {"id":"chatcmpl-1","model":"gpt-realtime","choices":[{"delta":{"content":"€"}}]}

      data: {"id":"chatcmpl-1","model":"gpt-realtime","choices":[],"usage":{"prompt_tokens":10000,"completion_tokens":10000}}

      data: [DONE]

      """;

  private static final String MESSAGE =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"msg_1","model":"gpt-realtime","usage":{"input_tokens":10000,"output_tokens":1}}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"€"}}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":10000}}

      event: message_stop
      data: {"type":"message_stop"}

      """;

  @Deployment(testable = false)
  static WebArchive passing() {
    return Wars.withWeir(
            "passing",
            WebXml.of(
                contextParam("weir.cluster", "none"),
                contextParam(
                    "weir.budget.budgets",
                    "all: POST /provider/** $5.00 in all per header:X-Key estimate $2.00"),
                contextParam("weir.budget.prices", "gpt-realtime 100.00 200.00"),
                contextParam("weir.budget.usage-from", "body")))
        .addClass(ProviderServlet.class);
  }

  private static Client spender(URL url) {
    return Client.of(url)
        .saying("X-Key", "key-" + KEYS.incrementAndGet())
        .saying("Content-Type", "text/plain; charset=UTF-8");
  }

  private static Answer pass(Client client, String way, String type, String answer) {
    return client.saying("X-Answer", type).send("POST", "/provider/" + way, answer);
  }

  /** What is left of $5.00. */
  private static String left(Client client) {
    return pass(client, "nothing", JSON, "").header("X-Left");
  }

  private static void assertPasses(
      Client client, String way, String type, String answer, String left) {
    Answer passed = pass(client, way, type, answer);
    assertThat(passed.status()).isEqualTo(200);
    assertThat(passed.header("Content-Type").replace(" ", ""))
        .isEqualToIgnoringCase(type + ";charset=UTF-8");
    assertThat(passed.body()).isEqualTo(answer);
    assertThat(left(client)).isEqualTo(left);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream", "writer", "async"})
  void a_document_tells_what_it_costs(String way, @ArquillianResource URL url) {
    assertPasses(spender(url), way, JSON, DOCUMENT, "2.00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream", "writer", "async"})
  void events_tell_what_they_cost(String way, @ArquillianResource URL url) {
    assertPasses(spender(url), way, EVENTS, CHUNKS, "2.00");
    assertPasses(spender(url), way, EVENTS, MESSAGE, "2.00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream", "writer", "async"})
  void of_an_answer_that_breaks_off_the_estimate_is_charged(
      String way, @ArquillianResource URL url) {
    String half = DOCUMENT.substring(0, DOCUMENT.lastIndexOf('}'));
    assertPasses(spender(url), way, JSON, half, "3.00");
    assertPasses(spender(url), way, EVENTS, CHUNKS.replace("data: [DONE]\n\n", ""), "3.00");
  }

  @Test
  void of_an_answer_without_usage_the_estimate_is_charged(@ArquillianResource URL url) {
    for (String way : List.of("stream", "writer", "async")) {
      assertPasses(spender(url), way, JSON, "{\"model\":\"gpt-realtime\"}", "3.00");
      assertPasses(spender(url), way, "text/plain", DOCUMENT, "3.00");
    }
  }

  @Test
  void who_has_spent_it_by_answers_is_refused(@ArquillianResource URL url) {
    Client client = spender(url);
    String dearer = DOCUMENT.replace("20000", "30000").replace("10000,", "20000,");
    assertThat(pass(client, "stream", JSON, dearer).status()).isEqualTo(200);
    assertThat(pass(client, "stream", JSON, DOCUMENT).status()).isEqualTo(403);
    assertThat(pass(spender(url), "stream", JSON, DOCUMENT).status()).isEqualTo(200);
  }
}

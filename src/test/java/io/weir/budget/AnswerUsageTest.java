package io.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers in the form of public APIs tell, and what they do not. */
class AnswerUsageTest {

  private static final String CHAT =
      """
      {"id":"chatcmpl-1","object":"chat.completion","model":"gpt-5","choices":[{"index":0,"message":\
      {"role":"assistant","content":"say \\"usage\\": {\\"prompt_tokens\\": 0}"},"finish_reason":"stop"}],
      "usage":{"prompt_tokens":1200,"completion_tokens":340,"total_tokens":1540,
      "prompt_tokens_details":{"cached_tokens":1000},"completion_tokens_details":{"reasoning_tokens":40}}}
      """;

  private static final String CHAT_STREAM =
      """
      : comment

      data: {"id":"chatcmpl-1","model":"gpt-5","choices":[{"delta":{"content":"{\\"usage\\":{}}"}}],"usage":null}

      data: {"id":"chatcmpl-1","model":"gpt-5","choices":[{"delta":{"content":"data: {"}}]}

      data: {"id":"chatcmpl-1","model":"gpt-5","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}}

      data: [DONE]

      """;

  private static final String RESPONSES =
      """
      {"id":"resp_1","model":"gpt-5","output":[{"type":"message","content":[{"type":"output_text","usage":{"input_tokens":0}}]}],
      "usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":30},"output_tokens":87,"total_tokens":123}}
      """;

  private static final String RESPONSES_STREAM =
      """
      event: response.created
      data: {"type":"response.created","response":{"id":"resp_1","model":"gpt-5","usage":null}}

      event: response.output_text.delta
      data: {"type":"response.output_text.delta","delta":"usage","usage":{"input_tokens":0,"output_tokens":0}}

      event: response.completed
      data: {"type":"response.completed","response":{"id":"resp_1","model":"gpt-5","usage":{"input_tokens":36,"output_tokens":87}}}

      """;

  private static final String MESSAGE =
      """
      {"id":"msg_1","type":"message","model":"claude","content":[{"type":"tool_use","input":{"usage":{"input_tokens":0}}}],
      "usage":{"input_tokens":10,"cache_creation_input_tokens":20,"cache_read_input_tokens":70,"output_tokens":5}}
      """;

  private static final String MESSAGE_STREAM =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"msg_1","model":"claude","usage":{"input_tokens":25,"output_tokens":1}}}

      event: ping
      data: {"type": "ping"}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\\"usage\\""}}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}

      event: message_stop
      data: {"type":"message_stop"}

      """;

  private static @Nullable String document(String text) {
    return report("application/json; charset=utf-8", text);
  }

  private static @Nullable String events(String text) {
    return report("text/event-stream", text);
  }

  private static @Nullable String report(String type, String text) {
    return report(type, null, text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
  }

  private static @Nullable String report(
      String type, @Nullable String encoding, byte[] bytes, int most) {
    AnswerUsage answer = new AnswerUsage();
    Random random = new Random(bytes.length);
    answer.begin(type, encoding);
    for (int i = 0; i < bytes.length; ) {
      int count = most >= bytes.length ? bytes.length : 1 + random.nextInt(most);
      count = Math.min(count, bytes.length - i);
      answer.feed(bytes, i, count);
      i += count;
    }
    return text(answer);
  }

  private static @Nullable String text(AnswerUsage answer) {
    return answer
        .reported()
        .map(
            usage -> {
              Price.Tokens tokens = usage.tokens().orElseThrow();
              return usage.model().map("model=%s; "::formatted).orElse("")
                  + "input=%s; output=%s; cached=%s"
                      .formatted(tokens.input(), tokens.output(), tokens.cached());
            })
        .orElse(null);
  }

  /** An upstream may repeat the model that the client has sent. */
  @Test
  void a_model_is_a_name_whatever_it_looks_like() {
    AnswerUsage answer = new AnswerUsage();
    answer.begin("application/json", null);
    feed(answer, CHAT.replace("gpt-5", "gpt-5; usd=0; seconds=0"));

    ReportedUsage usage = answer.reported().orElseThrow();

    assertThat(usage.model()).contains("gpt-5; usd=0; seconds=0");
    assertThat(usage.money()).isEmpty();
    assertThat(usage.seconds()).isEmpty();
    assertThat(usage.tokens()).contains(new Price.Tokens(1200, 340, 1000));
  }

  @Test
  void documents_of_public_apis_tell_their_usage() {
    assertThat(document(CHAT)).isEqualTo("model=gpt-5; input=1200; output=340; cached=1000");
    assertThat(document(RESPONSES)).isEqualTo("model=gpt-5; input=36; output=87; cached=30");
    assertThat(document(MESSAGE)).isEqualTo("model=claude; input=100; output=5; cached=70");
  }

  @Test
  void streams_of_public_apis_tell_their_usage() {
    assertThat(events(CHAT_STREAM)).isEqualTo("model=gpt-5; input=9; output=12; cached=0");
    assertThat(events(RESPONSES_STREAM)).isEqualTo("model=gpt-5; input=36; output=87; cached=0");
    assertThat(events(MESSAGE_STREAM)).isEqualTo("model=claude; input=25; output=15; cached=0");
  }

  /** However the application cuts it up, and whatever ends its lines. */
  @Property(tries = 300)
  void pieces_do_not_matter(
      @ForAll @IntRange(min = 1, max = 40) int most, @ForAll boolean returns) {
    for (String stream : new String[] {CHAT_STREAM, RESPONSES_STREAM, MESSAGE_STREAM}) {
      String lines = returns ? stream.replace("\n", "\r\n") : stream;
      assertThat(report("text/event-stream", null, lines.getBytes(StandardCharsets.UTF_8), most))
          .isEqualTo(events(stream));
    }
    for (String text : new String[] {CHAT, RESPONSES, MESSAGE}) {
      assertThat(report("application/json", null, text.getBytes(StandardCharsets.UTF_8), most))
          .isEqualTo(document(text));
    }
  }

  /** An answer that ends too early tells nothing, wherever it ends. */
  @Property(tries = 500)
  void what_breaks_off_tells_nothing(@ForAll @IntRange(min = 0, max = 10_000) int at) {
    for (String stream : new String[] {CHAT_STREAM, RESPONSES_STREAM, MESSAGE_STREAM}) {
      // The last lines have their newlines, and the last event may have none.
      String text = stream.strip();
      assertNothing("text/event-stream", text.substring(0, at % text.length()));
    }
    assertNothing("application/json", CHAT.substring(0, at % CHAT.strip().length()));
  }

  private static void assertNothing(String type, String text) {
    try {
      assertThat(report(type, text)).isNull();
    } catch (IllegalArgumentException e) {
      assertThat(e)
          .hasMessageMatching(
              "the answer breaks off before its end|the JSON of the answer is broken");
    }
  }

  @Example
  void any_bytes_pass() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = (i % 2 == 0 ? CHAT : MESSAGE_STREAM).getBytes(StandardCharsets.UTF_8);
      for (int j = 0; j < 1 + i % 5; j++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      String type = i % 2 == 0 ? "application/json" : "text/event-stream";
      try {
        report(type, null, bytes, 100);
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).startsWith("the ").doesNotContain("\n");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":1.5,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":1e3,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":NaN,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":\"1\",\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":[1],\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":1000000000000000,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":1,\"prompt_tokens\":2,\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":1},\"usage\":{\"completion_tokens\":1}}",
        "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1},\"\\u0075sage\":{}}",
        "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}} {}",
        "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}},",
        "{\"usage\":{\"prompt_tokens\":1}}",
        "{\"usage\":{\"completion_tokens\":1}}",
        "{\"usage\":{}}",
        "{\"usage\":7}",
        "",
        "usage"
      })
  void usage_that_can_be_read_in_two_ways_tells_nothing(String text) {
    assertThatThrownBy(() -> document(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_number_of_a_million_digits_tells_nothing() {
    String text =
        "{\"usage\":{\"prompt_tokens\":%s,\"completion_tokens\":1}}"
            .formatted("9".repeat(1_000_000));

    assertThatThrownBy(() -> document(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}]}",
        "[{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}]",
        "{\"response\":{\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}",
        "{\"text\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":1,\\\"completion_tokens\\\":1}\"}",
        "{\"usage\":null}",
        "{\"Usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}",
        "\"usage\"",
        "7"
      })
  void only_a_member_of_the_document_counts(String text) {
    assertThat(document(text)).isNull();
  }

  @Test
  void only_data_of_events_counts() {
    assertThat(
            events(
                "usage: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\ndata: [DONE]\n\n"))
        .isNull();
    assertThat(
            events(
                ": data: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\ndata: [DONE]\n\n"))
        .isNull();
    assertThat(events("data: hello\n\ndata\n\ndata:\n\ndata: [DONE]\n\n")).isNull();
    assertThat(
            events(
                "data:{\"usage\":\ndata: {\"prompt_tokens\":1,\ndata:\"completion_tokens\":2}}\n\ndata:[DONE]"))
        .isEqualTo("input=1; output=2; cached=0");
  }

  @Test
  void two_answers_in_one_stream_tell_nothing() {
    String other = CHAT_STREAM.replace("chatcmpl-1", "chatcmpl-2");
    assertThatThrownBy(() -> events(CHAT_STREAM + other))
        .hasMessageContaining("more than one usage");
    assertThatThrownBy(() -> events(CHAT_STREAM + CHAT_STREAM.replace("gpt-5", "gpt-4")))
        .hasMessageContaining("more than one usage");
    assertThatThrownBy(() -> events(MESSAGE_STREAM + MESSAGE_STREAM))
        .hasMessageContaining("more than one usage");
  }

  @Test
  void numbers_of_a_stream_grow() {
    String chunk =
        "data: {\"id\":\"1\",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":%s}}\n\n";

    assertThat(events(chunk.formatted(1) + chunk.formatted(5) + "data: [DONE]\n\n"))
        .isEqualTo("input=9; output=5; cached=0");
    assertThatThrownBy(() -> events(chunk.formatted(5) + chunk.formatted(1) + "data: [DONE]\n\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tokens_that_only_the_total_has_are_output() {
    assertThat(document("{\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}"))
        .isEqualTo("input=5; output=0; cached=0");
    assertThat(
            document(
                "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":50}}"))
        .isEqualTo("input=5; output=45; cached=0");
  }

  @Test
  void other_answers_are_not_read() {
    assertThat(report("text/html", CHAT)).isNull();
    assertThat(report("application/problem+json", "{\"title\":\"Forbidden\"}")).isNull();
    assertThatThrownBy(
            () -> report("application/json", "gzip", CHAT.getBytes(StandardCharsets.UTF_8), 100))
        .hasMessage("the answer is compressed");
    assertThat(report("application/json", "identity", CHAT.getBytes(StandardCharsets.UTF_8), 100))
        .isNotNull();
  }

  @Test
  void long_texts_with_escapes_do_not_hide_the_usage() {
    for (int length = 240; length < 270; length++) {
      for (String end : new String[] {"\\\"", "\\u0022", "\\\\", "é", "\\n", "x\\\\\\\""}) {
        String text = "x".repeat(length) + end.repeat(50) + "\\\\";
        assertThat(
                document(
                    "{\""
                        + text
                        + "\":\""
                        + text
                        + "\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}"))
            .isEqualTo("input=1; output=2; cached=0");
      }
    }
    assertThatThrownBy(() -> document("{\"a\":\"" + "x".repeat(300) + "\n\"}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_million_events_and_a_text_of_a_hundred_megabytes_take_no_memory() {
    AnswerUsage stream = new AnswerUsage();
    AnswerUsage document = new AnswerUsage();
    byte[] event =
        "data: {\"id\":\"1\",\"choices\":[{\"delta\":{\"content\":\"word\"}}]}\n\n"
            .getBytes(StandardCharsets.UTF_8);
    byte[] text = "word ".repeat(20_000).getBytes(StandardCharsets.UTF_8);
    long before = used();
    stream.begin("text/event-stream", null);
    for (int i = 0; i < 1_000_000; i++) {
      stream.feed(event, 0, event.length);
    }
    document.begin("application/json", null);
    feed(document, "{\"choices\":[{\"text\":\"");
    for (int i = 0; i < 1000; i++) {
      document.feed(text, 0, text.length);
    }
    long after = used();

    assertThat(after - before).isLessThan(3_000_000);
    feed(document, "\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}");
    feed(
        stream,
        "data: {\"id\":\"1\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n");
    assertThat(text(document)).isEqualTo("input=1; output=2; cached=0");
    assertThat(text(stream)).isEqualTo("input=1; output=2; cached=0");
  }

  private static void feed(AnswerUsage answer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    answer.feed(bytes, 0, bytes.length);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}

package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Usage in the answers of a provider, which the application passes on as they are. */
class BudgetAnswersTest {

  private static final String ANSWER =
      "{\"model\":\"gpt-5\",\"text\":\"naïve €\",\"usage\":{\"prompt_tokens\":100000,\"completion_tokens\":50000}}";

  private static final List<String> EVENTS =
      List.of(
          "data: {\"id\":\"1\",\"model\":\"gpt-5\",\"text\":\"naïve €\"}",
          "",
          "data: {\"id\":\"1\",\"model\":\"gpt-5\",\"usage\":{\"prompt_tokens\":100000,\"completion_tokens\":50000}}",
          "",
          "data: [DONE]",
          "");

  @TempDir private Path folder;
  private final AtomicReference<Object> remaining = new AtomicReference<>();

  /** Answers as the request says. */
  private final class Provider extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      remaining.set(request.getAttribute("io.weir.budget.remaining"));
      String how = String.valueOf(request.getHeader("Test-How"));
      response.setContentType(how.contains("events") ? "text/event-stream" : "application/json");
      response.setCharacterEncoding("UTF-8");
      switch (how) {
        case "nothing" -> request.setAttribute("io.weir.usage", "usd=0");
        case "writer" -> response.getWriter().print(ANSWER);
        case "characters" -> ANSWER.chars().forEach(c -> write(response, c));
        case "stream" -> response.getOutputStream().write(bytes(ANSWER));
        case "octets" -> {
          for (byte octet : bytes(ANSWER)) {
            response.getOutputStream().write(octet);
          }
        }
        case "events" -> EVENTS.forEach(line -> println(response, line));
        case "async events" -> {
          AsyncContext async = request.startAsync();
          async.start(
              () -> {
                EVENTS.forEach(line -> println(async.getResponse(), line));
                async.complete();
              });
        }
        case "async", "async listener" -> {
          AsyncContext async = request.startAsync();
          response.getOutputStream().setWriteListener(new Writes(async));
        }
        case "gzip" -> {
          response.setHeader("Content-Encoding", "gzip");
          try (OutputStream out = new GZIPOutputStream(response.getOutputStream())) {
            out.write(bytes(ANSWER));
          }
        }
        case "reset" -> {
          response.getWriter().print(ANSWER);
          response.reset();
          response.setContentType("application/json");
          response.getWriter().print("{}");
        }
        case "error" -> {
          response.getWriter().print(ANSWER);
          response.sendError(500);
        }
        case "throw" -> {
          response.getWriter().print(ANSWER.substring(0, ANSWER.length() - 1));
          throw new IllegalStateException("on purpose");
        }
        default -> response.getWriter().print("{}");
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void write(ServletResponse response, int character) {
    try {
      response.getWriter().write(character);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void println(ServletResponse response, String line) {
    try {
      PrintWriter writer = response.getWriter();
      writer.println(line);
      writer.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes without blocking, one byte at a time. */
  private record Writes(AsyncContext async) implements WriteListener {

    @Override
    public void onWritePossible() throws IOException {
      ServletOutputStream out = async.getResponse().getOutputStream();
      if (out.isReady()) {
        out.write(bytes(ANSWER));
        async.complete();
      }
    }

    @Override
    public void onError(Throwable failure) {
      async.complete();
    }
  }

  private EmbeddedServer server() throws Exception {
    return new EmbeddedServer(folder)
        .parameter("weir.budget.budgets", "hour: POST /chat $9.00/hour per global")
        .parameter("weir.budget.prices", "gpt-5 10.00 30.00")
        .parameter("weir.budget.usage-from", "body")
        .servlet("/chat", new Provider())
        .start();
  }

  private static HttpResponse<String> ask(EmbeddedServer server, String how) throws Exception {
    return server.send(
        "POST", "/chat", Map.of("Test-How", how), "{\"model\":\"gpt-5\",\"max_tokens\":100000}");
  }

  private void assertLeft(EmbeddedServer server, String left) throws Exception {
    server.send("POST", "/chat", Map.of("Test-How", "nothing"));
    assertThat(remaining).hasValue(left);
  }

  @ParameterizedTest
  @ValueSource(strings = {"writer", "characters", "stream", "octets", "async", "async listener"})
  void a_json_answer_reports_and_passes_unchanged(String how) throws Exception {
    try (EmbeddedServer server = server()) {
      assertThat(ask(server, how).body()).isEqualTo(ANSWER);
      assertLeft(server, "6.50");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"events", "async events"})
  void events_report_and_pass_unchanged(String how) throws Exception {
    try (EmbeddedServer server = server()) {
      assertThat(ask(server, how).body().lines()).containsExactlyElementsOf(EVENTS);
      assertLeft(server, "6.50");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "reset", "error", "throw", "none"})
  void without_a_usage_that_can_be_read_the_estimate_stays(String how) throws Exception {
    try (EmbeddedServer server = server()) {
      ask(server, how);

      // 100 000 output tokens, and a prompt of 13 tokens.
      assertLeft(server, "5.99987");
    }
  }

  @Test
  void what_the_application_says_precedes_its_answer() throws Exception {
    try (EmbeddedServer server = server()) {
      ask(server, "nothing");
      assertLeft(server, "9.00");
    }
  }

  @Test
  void without_the_setting_no_answer_reports() throws Exception {
    try (EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.budget.budgets", "hour: POST /chat $9.00/hour per global")
            .parameter("weir.budget.prices", "gpt-5 10.00 30.00")
            .servlet("/chat", new Provider())
            .start()) {
      ask(server, "writer");
      assertLeft(server, "5.99987");
    }
  }
}

package io.weir.sample.chat;

import io.weir.sample.JsonServlet;
import io.weir.sample.Problem;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code POST /chat}: an answer of a language model, as a JSON document or as server-sent events.
 * It tells Weir what the answer cost, and whether the provider works.
 */
@WebServlet("/chat")
public class ChatServlet extends JsonServlet {

  private static final int MOST = 4096;
  private static final String FORM =
      "Send \"model\", \"messages\" with a \"content\" each, and \"max_tokens\" from 1 to 4096.";

  @Inject LanguageModel models;

  /** Made by the server. */
  public ChatServlet() {
    super("POST");
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonObject asked = body(request);
    String model = model(asked);
    List<String> messages = messages(asked);
    int most = most(asked);
    LanguageModel.Answer answer;
    try {
      answer = models.answer(messages, most);
    } catch (LanguageModel.Unavailable e) {
      request.setAttribute("io.weir.upstream", "openai=503");
      request.setAttribute("io.weir.usage", "usd=0; input=0; output=0");
      throw new Problem(Status.BAD_GATEWAY, "The language model does not answer.");
    }
    request.setAttribute("io.weir.upstream", "openai=ok");
    request.setAttribute(
        "io.weir.usage",
        "model=%s; input=%d; output=%d".formatted(model, answer.input(), answer.output()));
    if (asked.getBoolean("stream", false)) {
      stream(response, model, answer);
    } else {
      write(response, Status.OK, document(model, answer));
    }
  }

  /** The report to Weir is a text with semicolons between its parts: nobody else may write any. */
  private static String model(JsonObject asked) {
    String model = text(asked, "model");
    if (!model.matches("[\\w./:@-]{1,100}")) {
      throw Problem.badRequest(FORM);
    }
    return model;
  }

  private static String text(JsonObject object, String name) {
    if (object.get(name) instanceof JsonString text) {
      return text.getString();
    }
    throw Problem.badRequest(FORM);
  }

  private static List<String> messages(JsonObject asked) {
    List<String> messages = new ArrayList<>();
    if (asked.get("messages") instanceof JsonArray array) {
      for (JsonValue message : array) {
        if (!(message instanceof JsonObject object)) {
          throw Problem.badRequest(FORM);
        }
        messages.add(text(object, "content"));
      }
    }
    if (messages.isEmpty()) {
      throw Problem.badRequest(FORM);
    }
    return messages;
  }

  private static int most(JsonObject asked) {
    if (!asked.containsKey("max_tokens")) {
      return MOST;
    }
    if (asked.get("max_tokens") instanceof JsonNumber number
        && number.isIntegral()
        && number.longValue() >= 1
        && number.longValue() <= MOST) {
      return number.intValue();
    }
    throw Problem.badRequest(FORM);
  }

  private static JsonObject document(String model, LanguageModel.Answer answer) {
    return head(model, "chat.completion")
        .add(
            "choices",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add(
                            "message",
                            Json.createObjectBuilder()
                                .add("role", "assistant")
                                .add("content", answer.text()))))
        .add("usage", usage(answer))
        .build();
  }

  private static void stream(
      HttpServletResponse response, String model, LanguageModel.Answer answer) throws IOException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    PrintWriter out = response.getWriter();
    for (String word : answer.words()) {
      send(
          out,
          head(model, "chat.completion.chunk")
              .add(
                  "choices",
                  Json.createArrayBuilder()
                      .add(
                          Json.createObjectBuilder()
                              .add("delta", Json.createObjectBuilder().add("content", word + " "))))
              .build()
              .toString());
    }
    send(
        out,
        head(model, "chat.completion.chunk")
            .add("choices", Json.createArrayBuilder())
            .add("usage", usage(answer))
            .build()
            .toString());
    send(out, "[DONE]");
  }

  private static void send(PrintWriter out, String data) {
    out.print("data: " + data + "\n\n");
    out.flush();
  }

  private static JsonObjectBuilder head(String model, String object) {
    return Json.createObjectBuilder()
        .add("id", "chatcmpl-sample")
        .add("object", object)
        .add("model", model);
  }

  private static JsonObjectBuilder usage(LanguageModel.Answer answer) {
    return Json.createObjectBuilder()
        .add("prompt_tokens", answer.input())
        .add("completion_tokens", answer.output())
        .add("total_tokens", answer.input() + answer.output());
  }
}

package io.weir.status.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers questions and actions. They are JSON and name the token of the page: a page of another
 * site can send neither.
 *
 * @param mayAct whether a guard proves who asks. An address proves nothing of a browser that a page
 *     of another site has tricked
 * @param token of the page
 */
record PagePosts(StatusView view, PageActions actions, boolean mayAct, String token) {

  /** Where they are sent to, below the page. */
  static final Set<String> PATHS = Set.of("/explain", "/look", "/act");

  private static final String TOKEN = "X-Weir-Token";
  private static final int MOST_BYTES = 10_000;
  private static final JsonFactory JSON = new JsonFactory();

  void answer(String below, PageAnswer answer) throws IOException {
    HttpServletRequest request = answer.request();
    String type = request.getContentType();
    String sent = request.getHeader(TOKEN);
    if (type == null || !type.startsWith("application/json")) {
      answer.problem(415, "Unsupported Media Type", "Only JSON is read here.");
      return;
    }
    if (sent == null || !SignIn.isSame(token, sent)) {
      answer.problem(
          403, "Forbidden", "The header X-Weir-Token must be that of the page; load it anew.");
      return;
    }
    Optional<Map<String, String>> body = body(request);
    if (body.isEmpty()) {
      answer.problem(400, "Bad Request", "An object of texts is expected.");
      return;
    }
    Map<String, String> asked = body.get();
    switch (below) {
      case "/explain" -> answer.json(view.explain(asked.getOrDefault("id", "")));
      case "/look" -> answer.json(view.lookUp(asked.getOrDefault("text", "")));
      default -> act(asked, answer);
    }
  }

  private void act(Map<String, String> asked, PageAnswer answer) throws IOException {
    if (!mayAct) {
      answer.problem(
          403,
          "Forbidden",
          "Actions need a token, a role or a code; an address alone only sees the page.");
      return;
    }
    Principal user = answer.request().getUserPrincipal();
    PageActions.Outcome outcome =
        actions.act(
            new PageActions.Wanted(
                asked.getOrDefault("filter", ""),
                asked.getOrDefault("line", ""),
                asked.getOrDefault("action", ""),
                asked.getOrDefault("key", ""),
                asked.getOrDefault("value", "")),
            user == null ? "" : user.getName());
    switch (outcome.status()) {
      case 200 -> answer.json(StatusDocument.said(outcome.said()));
      case 400 -> answer.problem(400, "Bad Request", outcome.said());
      case 404 -> answer.problem(404, "Not Found", outcome.said());
      default -> answer.problem(503, "Service Unavailable", outcome.said());
    }
  }

  /** The texts of a small JSON object; empty if the body is something else. */
  private static Optional<Map<String, String>> body(HttpServletRequest request) throws IOException {
    byte[] bytes;
    try (InputStream in = request.getInputStream()) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    Map<String, String> texts = new HashMap<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (bytes.length > MOST_BYTES || json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          return Optional.empty();
        }
        texts.put(name, json.getText());
      }
      return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null
          ? Optional.of(texts)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}

package io.weir.sample;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What clients send: JSON objects of texts. */
public final class Bodies {

  /** Bytes of a body, at most. */
  public static final int LIMIT = 16 * 1024;

  private Bodies() {}

  /**
   * The object in a body.
   *
   * @throws Problem if there is none
   */
  public static JsonObject object(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(LIMIT + 1);
    if (bytes.length > LIMIT) {
      throw new Problem(Status.REQUEST_ENTITY_TOO_LARGE, LIMIT + " bytes are allowed.");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return parse(text).orElseThrow(() -> Problem.badRequest("The body is no JSON object."));
  }

  // A JsonReader would not mind what follows the object.
  private static Optional<JsonObject> parse(String text) {
    try (JsonParser parser = Json.createParser(new StringReader(text))) {
      if (!parser.hasNext() || parser.next() != Event.START_OBJECT) {
        return Optional.empty();
      }
      JsonObject object = parser.getObject();
      return parser.hasNext() ? Optional.empty() : Optional.of(object);
    } catch (RuntimeException e) {
      // Parsson 1.1 throws no JsonException but a bare RuntimeException at "too deeply nested".
      return Optional.empty();
    }
  }

  /**
   * A text in an object.
   *
   * @param allowed what the text looks like
   * @param meaning the same in words, to follow "must be"
   * @throws Problem if it is missing, no text, or another one
   */
  public static String text(JsonObject object, String name, Pattern allowed, String meaning) {
    if (object.get(name) instanceof JsonString text
        && allowed.matcher(text.getString()).matches()) {
      return text.getString();
    }
    throw Problem.badRequest(
        "\"%s\" %s; it must be %s."
            .formatted(name, object.containsKey(name) ? "is not allowed" : "is missing", meaning));
  }
}

package io.weir.secrets.vault;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** JSON by the server's JSON-P. */
final class VaultJson {

  private final JsonProvider json = provider();

  /** The server's, which services of the application's loader tell; the house has none. */
  private static JsonProvider provider() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(JsonProvider.class.getClassLoader());
    try {
      return JsonProvider.provider();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  JsonObjectBuilder object() {
    return json.createObjectBuilder();
  }

  /** An object; an empty one if the bytes are none. */
  JsonObject parse(byte[] bytes) {
    try (JsonReader reader =
        json.createReaderFactory(null)
            .createReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
      return reader.read() instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    } catch (RuntimeException notOne) {
      // Not only a JsonException: implementations tell too much depth and too many digits by
      // others.
      return JsonValue.EMPTY_JSON_OBJECT;
    }
  }
}

package io.weir.internal.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A field of a JSON document, identified by a JSON pointer (RFC 6901): {@code /user/name}. */
public final class JsonPointerField {

  private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)+");

  /**
   * Its default limits apply: 1000 levels, and numbers of 1000 digits. It caches nothing, because
   * clients choose the field names and the threads belong to the server.
   */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .build();

  private static final int MAX_DIGITS = 1000;

  private final String text;
  private final JsonPointer pointer;

  /**
   * A field.
   *
   * @throws IllegalArgumentException with a message for the administrator if {@code pointer} is not
   *     a JSON pointer
   */
  public JsonPointerField(String pointer) {
    if (!POINTER.matcher(pointer).matches()) {
      throw new IllegalArgumentException(
          "a JSON pointer begins with \"/\" (RFC 6901), as in json:/user/name.");
    }
    this.text = pointer;
    this.pointer = JsonPointer.compile(pointer);
  }

  /**
   * The string, number or boolean of this field. Nothing if there is none, if there are several
   * (programs differ on which of two equal names counts), or if the document is not well-formed.
   */
  Optional<JsonValue> in(byte[] document) {
    List<JsonValue> found = new ArrayList<>(1);
    try (JsonParser parser = JSON.createParser(document)) {
      parser.nextToken();
      search(parser, pointer, found);
      if (parser.nextToken() != null) {
        return Optional.empty();
      }
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      return Optional.empty(); // Not well-formed, or a number that is too large.
    }
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** Searches the parser's current value, and leaves the parser at the end of that value. */
  private static void search(JsonParser parser, @Nullable JsonPointer rest, List<JsonValue> found)
      throws IOException {
    if (rest == null) {
      parser.skipChildren();
    } else if (rest.matches()) {
      add(parser, found);
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        JsonPointer next = rest.matchProperty(parser.currentName());
        parser.nextToken();
        search(parser, next, found);
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        search(parser, rest.matchElement(i), found);
      }
    }
  }

  private static void add(JsonParser parser, List<JsonValue> found) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != null && token.isNumeric()) {
      found.add(new JsonValue(digits(parser.getDecimalValue().stripTrailingZeros()), false));
    } else if (token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      found.add(new JsonValue(parser.getText(), token == JsonToken.VALUE_STRING));
    } else {
      parser.skipChildren();
    }
  }

  /**
   * One text for equal numbers: 1, 1.0 and 1e0, or 1000 and 1e3. A number such as 1e999999999 is
   * not written out, because it would fill the memory.
   */
  private static String digits(BigDecimal number) {
    return Math.abs((long) number.scale()) <= MAX_DIGITS
        ? number.toPlainString()
        : number.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonPointerField field && text.equals(field.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The JSON pointer. */
  @Override
  public String toString() {
    return text;
  }
}

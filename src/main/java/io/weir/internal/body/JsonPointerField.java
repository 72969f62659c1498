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

/** A place in a JSON document, told by a pointer (RFC 6901): {@code /user/name}. */
public final class JsonPointerField {

  private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)+");

  /**
   * Its own limits hold: 1000 levels, and numbers of 1000 digits. It remembers nothing: names are a
   * stranger's, and threads are the server's.
   */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .build();

  private static final int MOST_DIGITS = 1000;

  private final String text;
  private final JsonPointer pointer;

  /**
   * A place.
   *
   * @throws IllegalArgumentException with a sentence for the administrator if {@code pointer} is
   *     none
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
   * The text, number or boolean that stands there; nothing if none does, if several do (a name that
   * occurs twice means different things to different programs), or if the document is not
   * well-formed.
   */
  Optional<JsonValue> in(byte[] document) {
    List<JsonValue> found = new ArrayList<>(1);
    try (JsonParser parser = JSON.createParser(document)) {
      parser.nextToken();
      look(parser, pointer, found);
      if (parser.nextToken() != null) {
        return Optional.empty();
      }
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      return Optional.empty(); // Not well-formed, or a number that is too large to be one.
    }
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** Looks below the value at which the parser stands, and leaves it at that value's end. */
  private static void look(JsonParser parser, @Nullable JsonPointer rest, List<JsonValue> found)
      throws IOException {
    if (rest == null) {
      parser.skipChildren();
    } else if (rest.matches()) {
      take(parser, found);
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        JsonPointer below = rest.matchProperty(parser.currentName());
        parser.nextToken();
        look(parser, below, found);
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        look(parser, rest.matchElement(i), found);
      }
    }
  }

  private static void take(JsonParser parser, List<JsonValue> found) throws IOException {
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
   * 1, 1.0 and 1e0 are one number to whoever reads it, and 1000 is 1e3; but written out,
   * 1e999999999 would fill the memory.
   */
  private static String digits(BigDecimal number) {
    return Math.abs((long) number.scale()) <= MOST_DIGITS
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

  /** As it is written. */
  @Override
  public String toString() {
    return text;
  }
}

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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A field of a JSON document, identified by a JSON pointer (RFC 6901): {@code /user/name}. */
public final class JsonPointerField {

  private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)+");

  /**
   * Its default limits apply: 1000 levels, and numbers of 1000 digits. It caches nothing, because
   * clients choose the field names and the threads belong to the server.
   */
  static final JsonFactory JSON =
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
   * The string, number or boolean of this field. Unreadable if there are several (programs differ
   * on which of two equal names counts), if there is another value, or if the document is not
   * well-formed.
   */
  FieldValue in(byte[] document) {
    List<FieldValue> found = new ArrayList<>(1);
    try (JsonParser parser = JSON.createParser(document)) {
      parser.nextToken();
      search(parser, pointer, found);
      if (parser.nextToken() != null) {
        return FieldValue.UNREADABLE;
      }
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      return FieldValue.UNREADABLE; // Not well-formed, or a number that is too large.
    }
    if (found.isEmpty()) {
      return FieldValue.ABSENT;
    }
    return found.size() == 1 ? found.get(0) : FieldValue.UNREADABLE;
  }

  /** Searches the parser's current value, and leaves the parser at the end of that value. */
  private static void search(JsonParser parser, @Nullable JsonPointer rest, List<FieldValue> found)
      throws IOException {
    if (rest == null) {
      parser.skipChildren();
    } else if (rest.matches()) {
      add(parser, found);
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        JsonPointer next = rest.matchProperty(name);
        if (next == null && name.equalsIgnoreCase(rest.getMatchingProperty())) {
          found.add(FieldValue.UNREADABLE); // There are programs that ignore the case of names.
        }
        parser.nextToken();
        search(parser, next, found);
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        search(parser, rest.matchElement(i), found);
      }
    }
  }

  private static void add(JsonParser parser, List<FieldValue> found) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != null && token.isNumeric()) {
      found.add(FieldValue.of(digits(parser.getDecimalValue().stripTrailingZeros()), false));
    } else if (token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      found.add(FieldValue.of(parser.getText(), token == JsonToken.VALUE_STRING));
    } else {
      found.add(FieldValue.UNREADABLE);
      parser.skipChildren();
    }
  }

  /**
   * One text for equal numbers: 1, 1.0 and 1e0, or 1000 and 1e3. A number such as 1e999999999 is
   * not written out, because it would fill the memory.
   */
  static String digits(BigDecimal number) {
    return Math.abs((long) number.scale()) <= MAX_DIGITS
        ? number.toPlainString()
        : number.toString();
  }

  /** The name of the member, which is the last part of the pointer. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
  }

  JsonPointer pointer() {
    return pointer;
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

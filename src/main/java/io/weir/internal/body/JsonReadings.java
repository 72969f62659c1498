package io.weir.internal.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All values that stand at some places of a JSON document: programs differ in which of several they
 * use, and whether the case of a name matters.
 */
public final class JsonReadings {

  /** Reads what any of the known dialects of JSON allows; a body has as many levels as fit. */
  private static final JsonFactory LENIENT = lenientFactory();

  private final Map<JsonPointerField, List<FieldValue>> values = new HashMap<>();
  private final boolean lenient;

  private JsonReadings(boolean lenient) {
    this.lenient = lenient;
  }

  private static JsonFactory lenientFactory() {
    JsonFactoryBuilder builder =
        new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build());
    for (JsonReadFeature feature : JsonReadFeature.values()) {
      builder.enable(feature);
    }
    return builder.build();
  }

  /** What is left of a pointer below a place. */
  private record Rest(JsonPointerField field, JsonPointer pointer) {}

  /** Reads a document; nothing if it is not well-formed. */
  public static Optional<JsonReadings> of(byte[] document, Collection<JsonPointerField> fields) {
    JsonReadings readings = new JsonReadings(false);
    try (JsonParser parser = JsonPointerField.JSON.createParser(document)) {
      parser.nextToken();
      readings.search(parser, rests(fields));
      return parser.nextToken() == null ? Optional.of(readings) : Optional.empty();
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a text that is no well-formed document, as the most lenient programs do: with comments,
   * with several documents one after the other, and as far as it can be read.
   */
  public static JsonReadings lenient(byte[] text, Collection<JsonPointerField> fields) {
    JsonReadings readings = new JsonReadings(true);
    try (JsonParser parser = LENIENT.createParser(text)) {
      while (parser.nextToken() != null) {
        readings.search(parser, rests(fields));
      }
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      // What was read before counts: there are programs that do not read the rest.
    }
    return readings;
  }

  private static List<Rest> rests(Collection<JsonPointerField> fields) {
    return fields.stream().map(field -> new Rest(field, field.pointer())).toList();
  }

  /** Every value of this field, without null; {@link FieldValue#UNREADABLE} for a structure. */
  public List<FieldValue> of(JsonPointerField field) {
    return List.copyOf(values.getOrDefault(field, List.of()));
  }

  /** Leaves the parser at the end of its current value. */
  private void search(JsonParser parser, List<Rest> rests) throws IOException {
    List<Rest> deeper = new ArrayList<>(rests.size());
    for (Rest rest : rests) {
      if (rest.pointer().matches()) {
        add(rest.field(), parser);
      } else {
        deeper.add(rest);
      }
    }
    if (deeper.isEmpty()) {
      parser.skipChildren();
    } else if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        search(
            parser,
            deeper.stream()
                .filter(rest -> name.equalsIgnoreCase(rest.pointer().getMatchingProperty()))
                .map(rest -> new Rest(rest.field(), rest.pointer().tail()))
                .toList());
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        int index = i;
        search(
            parser,
            deeper.stream()
                .filter(rest -> rest.pointer().getMatchingIndex() == index)
                .map(rest -> new Rest(rest.field(), rest.pointer().tail()))
                .toList());
      }
    }
  }

  private void add(JsonPointerField field, JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null || token == JsonToken.VALUE_NULL) {
      return;
    }
    FieldValue value = FieldValue.UNREADABLE;
    if (token.isNumeric() && lenient) {
      value = FieldValue.of(parser.getText(), false);
    } else if (token.isNumeric()) {
      value =
          FieldValue.of(
              JsonPointerField.digits(parser.getDecimalValue().stripTrailingZeros()), false);
    } else if (token == JsonToken.VALUE_STRING) {
      value = FieldValue.of(parser.getText(), true);
    }
    values.computeIfAbsent(field, first -> new ArrayList<>(1)).add(value);
  }
}

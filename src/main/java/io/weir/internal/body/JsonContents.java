package io.weir.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a JSON document has at some places, and how large it is. Of a member that is there twice,
 * both values count: programs differ in which of them they use.
 */
public final class JsonContents {

  private final Map<JsonPlace, List<JsonValue>> values = new HashMap<>();
  private final Map<JsonPlace, List<JsonValue>> texts = new HashMap<>();
  private int level;
  private int levels;
  private int count;
  private final int mostLevels;
  private final int mostValues;

  private JsonContents(int mostLevels, int mostValues) {
    this.mostLevels = mostLevels;
    this.mostValues = mostValues;
  }

  /** How far a place has been followed, and whether in its own case. */
  private record Way(JsonPlace place, int depth, boolean exact) {}

  /**
   * Reads a document; nothing if it is not well-formed, or has more than 1000 levels. The rest of a
   * document that is too large is not read.
   *
   * @param places whose values are asked for
   * @param trees places of which every string is asked for, there or below
   * @param mostLevels how deep it may be nested
   * @param mostValues how many values it may have
   */
  public static Optional<JsonContents> of(
      byte[] document,
      Collection<JsonPlace> places,
      Collection<JsonPlace> trees,
      int mostLevels,
      int mostValues) {
    JsonContents contents = new JsonContents(mostLevels, mostValues);
    try (JsonParser parser = JsonPointerField.JSON.createParser(document)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      contents.read(parser, ways(places), ways(trees), Set.of());
      return !contents.isWhole() || parser.nextToken() == null
          ? Optional.of(contents)
          : Optional.empty();
    } catch (IOException | ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static List<Way> ways(Collection<JsonPlace> places) {
    return places.stream().distinct().map(place -> new Way(place, 0, true)).toList();
  }

  /** What stands at a place. */
  public List<JsonValue> at(JsonPlace place) {
    return List.copyOf(values.getOrDefault(place, List.of()));
  }

  /** Every string at a place or below. */
  public List<JsonValue> textsAt(JsonPlace place) {
    return List.copyOf(texts.getOrDefault(place, List.of()));
  }

  /** How deep objects and arrays are nested; 0 for a single value. */
  public int levels() {
    return levels;
  }

  /** How many values there are, objects and arrays included. */
  public int count() {
    return count;
  }

  /** Whether the document was read to its end: otherwise, it is larger than it may be. */
  public boolean isWhole() {
    return levels <= mostLevels && count <= mostValues;
  }

  /**
   * Reads the parser's current value, and leaves the parser at its end, unless the document is too
   * large.
   *
   * @param inside the trees that the value is a part of
   */
  private void read(
      JsonParser parser, List<Way> toValues, List<Way> toTrees, Collection<JsonPlace> inside)
      throws IOException {
    count++;
    if (!isWhole()) {
      return;
    }
    for (Way way : toValues) {
      if (way.place().isReached(way.depth())) {
        add(values, way.place(), value(parser, way.exact()));
      }
    }
    Collection<JsonPlace> within = inside;
    for (Way way : toTrees) {
      if (way.place().isReached(way.depth())) {
        within = new ArrayList<>(within);
        within.add(way.place());
      }
    }
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      for (JsonPlace place : within) {
        add(texts, place, value(parser, true));
      }
    }
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      enter();
      while (isWhole() && parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        read(parser, below(toValues, name), below(toTrees, name), within);
      }
      level--;
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      enter();
      for (int i = 0; isWhole() && parser.nextToken() != JsonToken.END_ARRAY; i++) {
        String index = Integer.toString(i);
        read(parser, below(toValues, index), below(toTrees, index), within);
      }
      level--;
    }
  }

  private void enter() {
    level++;
    levels = Math.max(levels, level);
  }

  private static List<Way> below(List<Way> ways, String name) {
    if (ways.isEmpty()) {
      return ways;
    }
    return ways.stream()
        .filter(way -> !way.place().isReached(way.depth()))
        .filter(way -> way.place().leadsTo(way.depth(), name))
        .map(
            way ->
                new Way(
                    way.place(),
                    way.depth() + 1,
                    way.exact() && way.place().isExact(way.depth(), name)))
        .toList();
  }

  private static void add(Map<JsonPlace, List<JsonValue>> found, JsonPlace place, JsonValue value) {
    found.computeIfAbsent(place, first -> new ArrayList<>(1)).add(value);
  }

  private static JsonValue value(JsonParser parser, boolean exact) throws IOException {
    JsonToken token = parser.currentToken();
    if (token.isNumeric()) {
      return new JsonValue(
          JsonValue.Kind.NUMBER,
          JsonPointerField.digits(parser.getDecimalValue().stripTrailingZeros()),
          exact);
    }
    return switch (token) {
      case VALUE_STRING -> new JsonValue(JsonValue.Kind.STRING, parser.getText(), exact);
      case VALUE_TRUE, VALUE_FALSE ->
          new JsonValue(JsonValue.Kind.BOOLEAN, parser.getText(), exact);
      case VALUE_NULL -> new JsonValue(JsonValue.Kind.NULL, "", exact);
      default -> new JsonValue(JsonValue.Kind.STRUCTURE, "", exact);
    };
  }
}

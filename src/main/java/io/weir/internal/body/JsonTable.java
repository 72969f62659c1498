package io.weir.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A JSON object of objects, whose names are those of rows: the numbers that each row has. */
public final class JsonTable {

  private JsonTable() {}

  /**
   * Reads a table.
   *
   * @return by row, the numbers by their names; of those that stand twice the greater
   * @throws IOException if the document is not well-formed, or no object of objects
   */
  public static SortedMap<String, Map<String, BigDecimal>> read(byte[] document)
      throws IOException {
    SortedMap<String, Map<String, BigDecimal>> rows = new TreeMap<>();
    try (JsonParser parser = JsonPointerField.JSON.createParser(document)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.START_OBJECT) {
          readRow(parser, rows.computeIfAbsent(name, first -> new HashMap<>()));
        } else {
          parser.skipChildren();
        }
      }
    }
    return rows;
  }

  private static void readRow(JsonParser parser, Map<String, BigDecimal> row) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value.isNumeric()) {
        row.merge(name, parser.getDecimalValue(), BigDecimal::max);
      } else {
        parser.skipChildren();
      }
    }
  }
}

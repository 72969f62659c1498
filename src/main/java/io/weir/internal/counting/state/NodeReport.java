package io.weir.internal.counting.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a node reports about itself.
 *
 * <pre>
 * 1                          the number of the format
 * 192.0.2.7:5701             the node, for administrators
 * circuit/%2Fshop/openai     a name, a tabulator
 *            open 3          and the text, in the same line
 * </pre>
 *
 * @param node its address
 * @param texts by name; several users on the node may report under one name
 */
record NodeReport(String node, Map<String, List<String>> texts) {

  private static final String FORMAT = "1";

  /** A node reports one short line for each circuit; longer texts are not read. */
  private static final int MOST_CHARACTERS = 1_000_000;

  NodeReport {
    texts = Map.copyOf(texts);
  }

  /** Reads what {@link #toString} writes; nothing if it is something else. */
  static Optional<NodeReport> parse(String written) {
    List<String> lines =
        written.length() > MOST_CHARACTERS ? List.of() : List.of(written.split("\n", -1));
    if (lines.size() < 2 || !lines.get(0).equals(FORMAT)) {
      return Optional.empty();
    }
    Map<String, List<String>> texts =
        lines.stream()
            .skip(2)
            .map(line -> line.split("\t", 2))
            .filter(parts -> parts.length == 2)
            .collect(
                Collectors.groupingBy(
                    parts -> parts[0], Collectors.mapping(parts -> parts[1], Collectors.toList())));
    return Optional.of(new NodeReport(lines.get(1), texts));
  }

  /** As it is kept in the table. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>(List.of(FORMAT, node));
    texts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(one -> one.getValue().forEach(text -> lines.add(one.getKey() + "\t" + text)));
    return String.join("\n", lines);
  }
}
